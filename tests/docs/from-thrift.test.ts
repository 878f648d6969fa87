import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileInto } from "../apache/compile.ts";
import { describePeer } from "../support/peers.ts";
import { type PagePrograms, pagePrograms } from "./page-programs.ts";

const clientLines = ["pen 250", "no nobody", "200"];
let page: PagePrograms;

beforeAll(() => {
  page = pagePrograms("from-thrift.md", "shop.thrift", 9090);
});

afterAll(() => page[Symbol.dispose]());

describe("the page for those who come from npm thrift", () => {
  test("names a file in each of its blocks", () => {
    expect(page.blocks.map(({ file }) => file)).not.toContain(undefined);
  });

  test("its client calls its server", async () => {
    expect(await page.talk("server.ts", "client.ts")).toEqual(clientLines);
  });

  test("its two services are told apart", () => {
    expect(page.run("multiplexed.ts")).toEqual(["3 pen"]);
  });

  describePeer("thrift", "the page, with modules of Apache's compiler", ({ program }) => {
    beforeAll(() => compileInto(page.folder, program, join(page.folder, "shop.thrift"), "js:node,es6"));

    test.each([
      ["npm-server.cjs", "npm-client.cjs"],
      ["npm-server.cjs", "client.ts"],
      ["server.ts", "npm-client.cjs"],
    ])("%s is called by %s", async (server, client) => {
      expect(await page.talk(server, client)).toEqual(clientLines);
    });

    test("serves and calls with the compiler's types", () => {
      const lines = page.run("apache-types.ts");
      expect(lines).toContain("  name: 'pen',");
      expect(lines.at(-1)).toBe("200");
    });

    test("shows code that a strict compiler takes", () => {
      expect(page.typeErrors()).toBe("");
    });
  });
});
