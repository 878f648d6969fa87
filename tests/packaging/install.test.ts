import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedProject, librariesOfTheTool, nodes, selfContained } from "../support/installed-project.ts";
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
    [...selfContained().map(({ name }) => name), ...librariesOfTheTool].sort(),
  );
  const paths = run("npm", ["ls", "--all", "--parseable"], project.path).trim().split("\n").slice(1);
  const ours = [join("node_modules", "@kitex-ts"), ...librariesOfTheTool.map((name) => join("node_modules", name))];
  for (const path of paths)
    expect(
      ours.some((place) => path.includes(place)),
      path,
    ).toBe(true);
});

/** What runs when it is loaded, or needs a library that only its users have. */
const notToLoad = /^dist\/(?:cli|protoc-gen-kitex-ts|protobuf-es)\.js$|^dist\/apache\b/;

/** Every built module that may be loaded. */
const modules = selfContained().flatMap(({ name, files }) =>
  files
    .filter((file) => /^dist\/.+\.js$/.test(file) && !notToLoad.test(file))
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
