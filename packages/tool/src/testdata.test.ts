import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate } from "./index.ts";
import { scratchProject } from "./testing/scratch-project.ts";

// Each folder of testdata with an `expected` is a whole program: its input gives these files, byte for byte.
const testdata = join(import.meta.dirname, "testdata");
const cases = readdirSync(testdata).filter((name) => existsSync(join(testdata, name, "expected")));

describe.each(cases)("%s", (name) => {
  test("is generated as expected", async () => {
    using project = scratchProject();
    cpSync(join(testdata, name), project.folder, { recursive: true, filter: (path) => !path.endsWith("expected") });
    const idl = project.list(".").filter((path) => /^input\.(thrift|proto)$/.test(path));
    await generate({ idl, cwd: project.folder, ...optionsOf(name) });
    for (const path of project.list("kitex-gen")) {
      const expected = join(testdata, name, "expected", path.slice("kitex-gen/".length));
      await expect(project.read(path)).toMatchFileSnapshot(expected);
    }
    const expected = readdirSync(join(testdata, name, "expected"), { recursive: true, withFileTypes: true });
    expect(project.list("kitex-gen")).toHaveLength(expected.filter((entry) => entry.isFile()).length);
  });
});

function optionsOf(name: string): object {
  const path = join(testdata, name, "options.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}
