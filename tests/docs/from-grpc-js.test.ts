import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PagePrograms, pagePrograms } from "./page-programs.ts";

const clientLines = ["write", "5 true", "write", "1", "read"];
let page: PagePrograms;

beforeAll(() => {
  page = pagePrograms("from-grpc-js.md", "tasks.proto", 50051);
});

afterAll(() => page[Symbol.dispose]());

describe("the page for those who come from grpc-js", () => {
  test("names a file in each of its blocks", () => {
    expect(page.blocks.map(({ file }) => file)).not.toContain(undefined);
  });

  test.each([
    ["server.ts", "client.ts"],
    ["server.ts", "grpc-js-client.cjs"],
    ["grpc-js-server.cjs", "client.ts"],
    ["grpc-js-server.cjs", "grpc-js-client.cjs"],
  ])("%s is called by %s", async (server, client) => {
    expect(await page.talk(server, client)).toEqual(clientLines);
  });

  test("shows code that a strict compiler takes", () => {
    expect(page.typeErrors()).toBe("");
  });
});
