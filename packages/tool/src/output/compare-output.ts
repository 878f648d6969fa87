import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sourceOf } from "../emit/header.ts";
import type { OutputFile } from "../emit/render-program.ts";
import { ToolError } from "../errors.ts";

/** What has to happen so that the output folder holds what it should. Paths are below that folder, with `/`. */
export interface OutputChanges {
  /** Files that are new or whose text differs. */
  readonly write: readonly OutputFile[];
  /** Texts that stood before in files to be written. */
  readonly before: ReadonlyMap<string, string>;
  /** Files of an earlier run that nothing produces any more. */
  readonly remove: readonly string[];
  readonly unchanged: number;
}

/**
 * Compares what is to be with what is. Throws a `ToolError` when a path leads through a symbolic link, or when a file
 * that this tool did not write stands where one should be. Nothing is changed.
 *
 * A file of ours is obsolete when this run has read the IDL file it names and makes no such file of it, or when that
 * IDL file is gone. Other files of ours belong to other runs into the same folder.
 */
export function compareOutput(
  outDir: string,
  files: readonly OutputFile[],
  sources: ReadonlySet<string>,
): OutputChanges {
  assertRealFolder(outDir);
  const write: OutputFile[] = [];
  const before = new Map<string, string>();
  const checkedFolders = new Set<string>();
  for (const file of files) {
    assertRealPath(outDir, file.path, checkedFolders);
    const text = readIfThere(join(outDir, file.path));
    if (text === file.text) continue;
    if (text !== undefined) {
      if (sourceOf(text) === undefined && text.trim() !== "") throw handWritten(join(outDir, file.path));
      before.set(file.path, text);
    }
    write.push(file);
  }
  const produced = new Set(files.map(({ path }) => path));
  const remove = generatedFiles(outDir)
    .filter(({ path, source }) => !produced.has(path) && isObsolete(outDir, source, sources))
    .map(({ path }) => path);
  return { write, before, remove, unchanged: files.length - write.length };
}

function isObsolete(outDir: string, source: string, sources: ReadonlySet<string>): boolean {
  if (sources.has(source)) return true;
  return lstatSync(resolve(dirname(outDir), source), { throwIfNoEntry: false }) === undefined;
}

function handWritten(path: string): ToolError {
  return new ToolError(`${path} was not written by kitex, and would be overwritten`, {
    hint: "move it away, or choose another folder with --out",
  });
}

function assertRealFolder(outDir: string): void {
  const stat = lstatSync(outDir, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isSymbolicLink()) throw symbolicLink(outDir);
  if (!stat.isDirectory()) throw new ToolError(`${outDir} is no folder`, { hint: "choose another one with --out" });
}

/** Refuses a path below the output folder that a symbolic link would lead out of it. */
function assertRealPath(outDir: string, path: string, checkedFolders: Set<string>): void {
  const parts = path.split("/");
  for (let i = 1; i <= parts.length; i++) {
    const part = parts.slice(0, i).join("/");
    if (checkedFolders.has(part)) continue;
    const full = join(outDir, part);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isSymbolicLink()) throw symbolicLink(full);
    const isFile = i === parts.length;
    if (isFile ? !stat.isFile() : !stat.isDirectory()) {
      throw new ToolError(`${full} should be a ${isFile ? "file" : "folder"}, and is none`, { hint: "move it away" });
    }
    checkedFolders.add(part);
  }
}

function symbolicLink(path: string): ToolError {
  return new ToolError(`${path} is a symbolic link; generated code is not written through one`, {
    hint: "remove the link, or give the folder it leads to with --out",
  });
}

function readIfThere(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path, "utf8");
}

interface GeneratedPath {
  readonly path: string;
  readonly source: string;
}

/** All files below a folder that carry this tool's first line. Symbolic links are not followed. */
function generatedFiles(outDir: string): GeneratedPath[] {
  const found: GeneratedPath[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(outDir, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "node_modules") folders.push(path);
      if (!entry.isFile() || !/\.(ts|thrift)$/.test(entry.name)) continue;
      const source = sourceOf(readFileSync(join(outDir, path), "utf8"));
      if (source !== undefined) found.push({ path, source });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
