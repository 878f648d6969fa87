import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, knownNames } from "./known-names.ts";
import { codeCellsOf } from "./markdown-tables.ts";
import { type PageProject, pageProject } from "./page-project.ts";
import { type Surroundings, unknownIn } from "./unknown-names.ts";

const root = join(import.meta.dirname, "../..");

describe.each([
  {
    name: "from-kitex-go.md",
    rows: 60,
    variables: ["greeter", "server", "handler", "error", "key", "value", "message", "extra", "fn"],
  },
  { name: "from-thrift.md", rows: 25, variables: ["client", "server", "handler", "name", "NAME", "optional"] },
])("in the tables of docs/$name", ({ name, rows, variables }) => {
  const page = join(root, "docs", name);
  const cells = codeCellsOf(page, "here");
  let project: PageProject;
  let surroundings: Surroundings;
  beforeAll(() => {
    project = pageProject(page);
    surroundings = { known: knownNames(project.generated), variables, folder: project.folder };
  });
  afterAll(() => project[Symbol.dispose]());

  test("there are rows", () => {
    expect(cells.length).toBeGreaterThan(rows);
  });

  test.each(cells)("nothing of ours is named that does not exist, beside $row", ({ code }) => {
    expect(code.flatMap((one) => unknownIn(one, surroundings))).toEqual([]);
  });

  test.each([
    "timeoutMillis",
    "ctx.nowhere",
    "createServ(options)",
    'connection: "pool"',
    "kitex --fast x.thrift",
    "npm install @kitex-ts/cores",
    "kitex-gen/nowhere/types.ts",
  ])("%s would be found out", (code) => {
    expect(unknownIn(code, surroundings)).toHaveLength(1);
  });
});

test("a strict compiler takes the code of docs/from-kitex-go.md", () => {
  using project = pageProject(join(root, "docs/from-kitex-go.md"));
  expect(complaintsOf(["server.ts", "client.ts"].map((file) => join(project.folder, file)))).toEqual([]);
});
