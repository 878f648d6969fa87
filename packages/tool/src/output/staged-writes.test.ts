import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ScratchProject, scratchProject } from "../testing/scratch-project.ts";
import { removeFiles, StagedWrites } from "./staged-writes.ts";

let project: ScratchProject;
const at = (path: string): string => join(project.folder, path);

beforeEach(() => {
  project = scratchProject({ "a.ts": "old" });
});
afterEach(() => project[Symbol.dispose]());

test("until they are committed, files are where nobody looks for them", () => {
  const writes = new StagedWrites();
  writes.stage(at("a.ts"), "new");
  writes.stage(at("deep/er/b.ts"), "b");
  expect(project.read("a.ts")).toBe("old");
  expect(project.list(".")).not.toContain(join("deep/er/b.ts"));

  writes.commit();
  expect(project.read("a.ts")).toBe("new");
  expect(project.list(".")).toEqual(["a.ts", join("deep/er/b.ts")]);
});

test("what is undone was never there", () => {
  const writes = new StagedWrites();
  writes.stage(at("a.ts"), "new");
  writes.stage(at("deep/er/b.ts"), "b");
  writes.undo();
  expect(project.list(".")).toEqual(["a.ts"]);
  expect(project.read("a.ts")).toBe("old");
});

test("a commit that fails in the middle changes nothing, and says so", () => {
  const writes = new StagedWrites();
  writes.stage(at("a.ts"), "new");
  writes.stage(at("b.ts"), "b");
  writes.stage(at("c.ts"), "c");
  // Somebody puts a folder where the last file should go.
  mkdirSync(at("c.ts"));
  expect(() => writes.commit()).toThrow(/nothing was written/);
  writes.undo();
  rmSync(at("c.ts"), { recursive: true });
  expect(project.list(".")).toEqual(["a.ts"]);
  expect(project.read("a.ts")).toBe("old");
});

test("a place that cannot be written to fails before anything is changed", () => {
  const writes = new StagedWrites();
  writes.stage(at("b/c.ts"), "c");
  expect(() => writes.stage(at("a.ts/b.ts"), "b")).toThrow(/nothing was written/);
  expect(project.list(".")).toEqual(["a.ts"]);
});

test("undoing after a commit changes nothing any more", () => {
  const writes = new StagedWrites();
  writes.stage(at("a.ts"), "new");
  writes.commit();
  writes.undo();
  expect(project.read("a.ts")).toBe("new");
});

test("removing files removes the folders that they leave empty, up to the root", () => {
  project.write("gen/x/y/a.ts", "");
  project.write("gen/x/b.ts", "");
  removeFiles(at("gen"), ["x/y/a.ts"]);
  expect(project.list("gen")).toEqual([join("gen/x/b.ts")]);
  removeFiles(at("gen"), ["x/b.ts"]);
  expect(project.list("gen")).toEqual([]);
});
