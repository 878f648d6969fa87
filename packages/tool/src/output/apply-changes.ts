import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ToolError } from "../errors.ts";
import type { OutputChanges } from "./output-folder.ts";

/**
 * Makes the changes, all of them or none: every file is written under another name first, and takes its place when all
 * are there. When a step fails, what was done is undone, and a `ToolError` says why.
 */
export function applyChanges(outDir: string, changes: OutputChanges): void {
  const steps = new Steps(outDir, changes);
  try {
    steps.stage();
    steps.commit();
  } catch (cause) {
    steps.undo();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(`nothing was written to ${outDir}: ${problem}`, { cause });
  }
  for (const path of changes.remove) {
    rmSync(join(outDir, path), { force: true });
    removeEmptyFolders(outDir, dirname(path));
  }
}

class Steps {
  readonly #outDir: string;
  readonly #changes: OutputChanges;
  /** Unlike the name of any file of ours, and different in each run. */
  readonly #suffix = `.kitex-${randomBytes(6).toString("hex")}.tmp`;
  readonly #staged: string[] = [];
  readonly #committed: string[] = [];
  readonly #madeFolders: string[] = [];

  constructor(outDir: string, changes: OutputChanges) {
    this.#outDir = outDir;
    this.#changes = changes;
  }

  stage(): void {
    for (const { path, text } of this.#changes.write) {
      const target = join(this.#outDir, path);
      const made = mkdirSync(dirname(target), { recursive: true });
      if (made !== undefined) this.#madeFolders.push(made);
      this.#staged.push(path);
      writeFileSync(target + this.#suffix, text, { flag: "wx" });
    }
  }

  commit(): void {
    for (const { path } of this.#changes.write) {
      const target = join(this.#outDir, path);
      renameSync(target + this.#suffix, target);
      this.#committed.push(path);
    }
  }

  undo(): void {
    for (const path of this.#staged) rmSync(join(this.#outDir, path) + this.#suffix, { force: true });
    for (const path of this.#committed) {
      const before = this.#changes.before.get(path);
      if (before === undefined) rmSync(join(this.#outDir, path), { force: true });
      else writeFileSync(join(this.#outDir, path), before);
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
