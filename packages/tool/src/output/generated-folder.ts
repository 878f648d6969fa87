import { closeSync, type Dirent, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isBuiltIn, sourceOf } from "../emit/header.ts";
import { ToolError } from "../errors.ts";

/** The folder for generated code, as it is found. Paths are below it, with `/` between their parts. */
export class GeneratedFolder {
  readonly path: string;
  /** Folders that were looked at, and are no symbolic links. */
  readonly #realFolders = new Set<string>();

  /** Throws a `ToolError` when the path leads through a symbolic link, or is no folder. */
  constructor(path: string) {
    this.path = path;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() === true) throw symbolicLink(path);
    if (stat !== undefined && !stat.isDirectory()) {
      throw new ToolError(`${path} is no folder`, { hint: "choose another one with --out" });
    }
  }

  /** Refuses a path that a symbolic link would lead out of the folder, or where something else than a file stands. */
  assertRealPath(path: string): void {
    const parts = path.split("/");
    for (let i = 1; i <= parts.length; i++) {
      const part = parts.slice(0, i).join("/");
      if (this.#realFolders.has(part)) continue;
      const full = join(this.path, part);
      const stat = lstatSync(full, { throwIfNoEntry: false });
      if (stat === undefined) return;
      if (stat.isSymbolicLink()) throw symbolicLink(full);
      const isFile = i === parts.length;
      if (isFile ? !stat.isFile() : !stat.isDirectory()) {
        throw new ToolError(`${full} should be a ${isFile ? "file" : "folder"}, and is none`, { hint: "move it away" });
      }
      if (!isFile) this.#realFolders.add(part);
    }
  }

  /**
   * The files of earlier runs that are not among `produced`, and are obsolete: `sources` has the IDL file they name, so
   * this run would have made them, or that IDL file is gone. Other files of ours belong to other runs into the folder;
   * so do those of files that are built in, which are never gone.
   */
  obsoleteFiles(produced: ReadonlySet<string>, sources: ReadonlySet<string>): string[] {
    const isObsolete = (source: string): boolean =>
      sources.has(source) ||
      (!isBuiltIn(source) && lstatSync(resolve(dirname(this.path), source), { throwIfNoEntry: false }) === undefined);
    return [...generatedFiles(this.path)]
      .filter(({ path, source }) => !produced.has(path) && isObsolete(source))
      .map(({ path }) => path)
      .sort();
  }
}

function symbolicLink(path: string): ToolError {
  return new ToolError(`${path} is a symbolic link; generated code is not written through one`, {
    hint: "remove the link, or give the folder it leads to with --out",
  });
}

interface GeneratedPath {
  readonly path: string;
  /** The IDL file that it names. */
  readonly source: string;
}

/** All files below a folder that carry this tool's first line. Symbolic links are not followed. */
function* generatedFiles(outDir: string): Iterable<GeneratedPath> {
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(outDir, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "node_modules") folders.push(path);
      if (!entry.isFile() || !/\.(ts|thrift|proto)$/.test(entry.name)) continue;
      const source = sourceOf(startOf(join(outDir, path)));
      if (source !== undefined) yield { path, source };
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  return lstatSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder, { withFileTypes: true });
}

/** Enough of a file for its first line: a path in it has at most 4,096 bytes. */
function startOf(path: string): string {
  const buffer = Buffer.alloc(5_000);
  const file = openSync(path, "r");
  try {
    return buffer.toString("utf8", 0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}
