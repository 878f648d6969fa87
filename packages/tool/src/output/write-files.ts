import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ToolError } from "../errors.ts";

/** A file to be written, by its absolute path. */
export interface FileWrite {
  readonly path: string;
  readonly text: string;
  /** What stands in it; `undefined` when it is new. */
  readonly before: string | undefined;
}

/**
 * Writes the files, all of them or none: each is written under another name first, and takes its place when all are
 * there. When a step fails, what was done is undone, and a `ToolError` says why.
 */
export function writeFiles(writes: readonly FileWrite[]): void {
  const steps = new Steps(writes);
  try {
    steps.stage();
    steps.commit();
  } catch (cause) {
    steps.undo();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(`nothing was written: ${problem}`, { cause });
  }
}

/** Removes files below a folder, and the folders that become empty by it. */
export function removeFiles(outDir: string, paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(outDir, path), { force: true });
    removeEmptyFolders(outDir, dirname(path));
  }
}

class Steps {
  readonly #writes: readonly FileWrite[];
  /** Unlike the name of any file of ours, and different in each run. */
  readonly #suffix = `.kitex-${randomBytes(6).toString("hex")}.tmp`;
  readonly #staged: FileWrite[] = [];
  readonly #committed: FileWrite[] = [];
  readonly #madeFolders: string[] = [];

  constructor(writes: readonly FileWrite[]) {
    this.#writes = writes;
  }

  stage(): void {
    for (const write of this.#writes) {
      const made = mkdirSync(dirname(write.path), { recursive: true });
      if (made !== undefined) this.#madeFolders.push(made);
      this.#staged.push(write);
      writeFileSync(write.path + this.#suffix, write.text, { flag: "wx" });
    }
  }

  commit(): void {
    for (const write of this.#writes) {
      renameSync(write.path + this.#suffix, write.path);
      this.#committed.push(write);
    }
  }

  undo(): void {
    for (const { path } of this.#staged) rmSync(path + this.#suffix, { force: true });
    for (const { path, before } of this.#committed) {
      if (before === undefined) rmSync(path, { force: true });
      else writeFileSync(path, before);
    }
    // Folders made by this run hold nothing but what this run made.
    for (const folder of this.#madeFolders) if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
}

function removeEmptyFolders(outDir: string, folder: string): void {
  for (let path = folder; path !== "." && path !== ""; path = dirname(path)) {
    const full = join(outDir, path);
    if (!existsSync(full) || readdirSync(full).length > 0) return;
    rmdirSync(full);
  }
}
