import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedProject, nodes, selfContained } from "../support/installed-project.ts";
import type { ScratchFolder } from "../support/scratch.ts";
import { run } from "../support/workspace.ts";

let project: ScratchFolder;

beforeAll(() => {
  project = installedProject();
});

afterAll(() => {
  project[Symbol.dispose]();
});

test("nothing but the packages themselves is installed", () => {
  const { dependencies } = JSON.parse(run("npm", ["ls", "--json", "--depth=0"], project.path));
  expect(Object.keys(dependencies).sort()).toEqual(
    selfContained()
      .map(({ name }) => name)
      .sort(),
  );
  const paths = run("npm", ["ls", "--all", "--parseable"], project.path).trim().split("\n").slice(1);
  for (const path of paths) expect(path).toContain(join("node_modules", "@kitex-ts"));
});

/** Every built module that may be loaded: not the program, which runs when it is loaded, nor what needs the thrift package. */
const modules = selfContained().flatMap(({ name, files }) =>
  files
    .filter((file) => /^dist\/.+\.js$/.test(file) && file !== "dist/cli.js" && !/^dist\/apache\b/.test(file))
    .map((file) => `./node_modules/${name}/${file}`),
);

describe.each(nodes)("on $line", ({ program }) => {
  test("every module can be required and does nothing when it is loaded", () => {
    // `require` refuses a top-level await, Node 22 does not parse `using`, and a timer would keep the process alive.
    project.write({ "load.cjs": `for (const path of ${JSON.stringify(modules)}) require(path);\n` });
    expect(run(program, ["--no-warnings", "load.cjs"], project.path)).toBe("");
  });

  test("the program starts", () => {
    expect(run(program, ["node_modules/@kitex-ts/tool/dist/cli.js", "--version"], project.path)).toMatch(
      /\d+\.\d+\.\d+/,
    );
  });
});
