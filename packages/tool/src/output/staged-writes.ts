import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ToolError } from "../errors.ts";

/**
 * Files that take their places all at once: each is written under another name first. Until `commit` nothing is changed
 * that was there before; `commit` that fails has changed nothing either. Paths are absolute.
 */
export class StagedWrites {
  /** Unlike the name of any other file, and different in each run. */
  readonly #suffix = `.kitex-${randomBytes(6).toString("hex")}`;
  readonly #staged: string[] = [];
  readonly #backedUp: string[] = [];
  readonly #committed: string[] = [];
  readonly #madeFolders: string[] = [];
  readonly #knownFolders = new Set<string>();

  /** Writes a text beside its place. */
  stage(path: string, text: string): void {
    this.#guarded(() => {
      this.#makeFolder(dirname(path));
      this.#staged.push(path);
      writeFileSync(this.#temporary(path), text, { flag: "wx" });
    });
  }

  /** Puts all staged files into their places. */
  commit(): void {
    this.#guarded(() => {
      for (const path of this.#staged) {
        if (existsSync(path)) this.#backUp(path);
        renameSync(this.#temporary(path), path);
        this.#committed.push(path);
      }
    });
    for (const path of this.#backedUp) rmSync(this.#backup(path), { force: true });
    this.#forget();
  }

  /** Takes everything back that is not committed, as if nothing had been staged. */
  undo(): void {
    const backedUp = new Set(this.#backedUp);
    for (const path of this.#staged) rmSync(this.#temporary(path), { force: true });
    for (const path of this.#committed) if (!backedUp.has(path)) rmSync(path, { force: true });
    for (const path of backedUp) renameSync(this.#backup(path), path);
    // A folder made by this run has nothing in it but what this run made.
    for (const folder of this.#madeFolders) rmSync(folder, { recursive: true, force: true });
    this.#forget();
  }

  #forget(): void {
    for (const list of [this.#staged, this.#backedUp, this.#committed, this.#madeFolders]) list.length = 0;
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (cause) {
      this.undo();
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new ToolError(`nothing was written: ${problem}`, { cause });
    }
  }

  #makeFolder(folder: string): void {
    if (this.#knownFolders.has(folder)) return;
    const made = mkdirSync(folder, { recursive: true });
    if (made !== undefined) this.#madeFolders.push(made);
    this.#knownFolders.add(folder);
  }

  /** Keeps the file under a second name, so that its place is never empty. */
  #backUp(path: string): void {
    try {
      linkSync(path, this.#backup(path));
    } catch {
      // Not every file system has hard links.
      copyFileSync(path, this.#backup(path));
    }
    this.#backedUp.push(path);
  }

  #temporary(path: string): string {
    return `${path}${this.#suffix}.tmp`;
  }

  #backup(path: string): string {
    return `${path}${this.#suffix}.old`;
  }
}

/** Removes files below a folder, and the folders that become empty by it. */
export function removeFiles(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(root, path), { force: true });
    removeEmptyFolders(root, dirname(path));
  }
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let path = folder; path !== "." && path !== ""; path = dirname(path)) {
    const full = join(root, path);
    if (!existsSync(full) || readdirSync(full).length > 0) return;
    rmdirSync(full);
  }
}
