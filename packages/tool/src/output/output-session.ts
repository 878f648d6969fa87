import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceOf } from "../emit/header.ts";
import type { OutputFile } from "../emit/render-program.ts";
import { ToolError } from "../errors.ts";
import type { ScaffoldFile } from "../scaffold/plan-scaffold.ts";
import { GeneratedFolder } from "./generated-folder.ts";
import { removeFiles, StagedWrites } from "./staged-writes.ts";

/** What a session came to. */
export interface SessionResult {
  /** Files that differ from what they should be, below the output folder. */
  readonly written: readonly string[];
  /** Files of earlier runs that nothing produces any more, below the output folder. */
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/**
 * One run's way to the disk. Files are handed over one by one, so that a large program is never in memory whole; they
 * take their places when `finish` is called. With `check` nothing is written at all.
 */
export class OutputSession {
  readonly #folder: GeneratedFolder;
  readonly #check: boolean;
  readonly #staged = new StagedWrites();
  readonly #produced = new Set<string>();
  readonly #written: string[] = [];

  constructor(outDir: string, check: boolean) {
    this.#folder = new GeneratedFolder(outDir);
    this.#check = check;
  }

  /** Takes a generated file. Throws a `ToolError` where a file that is not ours stands in its place. */
  add(file: OutputFile): void {
    this.#folder.assertRealPath(file.path);
    this.#produced.add(file.path);
    const path = join(this.#folder.path, file.path);
    const before = lstatSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path, "utf8");
    if (before === file.text) return;
    if (before !== undefined && before.trim() !== "" && sourceOf(before) === undefined) {
      throw new ToolError(`${path} was not written by kitex, and would be overwritten`, {
        hint: "move it away, or choose another folder with --out",
      });
    }
    this.#written.push(file.path);
    if (!this.#check) this.#staged.stage(path, file.text);
  }

  /** Takes a file of the scaffold, by its absolute path. */
  addScaffold(path: string, { text }: ScaffoldFile): void {
    if (!this.#check) this.#staged.stage(path, text);
  }

  /** Puts everything in its place. `sources` are the IDL files of the run, as generated files name them. */
  finish(sources: ReadonlySet<string>): SessionResult {
    const removed = this.#folder.obsoleteFiles(this.#produced, sources);
    if (!this.#check) {
      this.#staged.commit();
      removeFiles(this.#folder.path, removed);
    }
    return { written: this.#written, removed, unchanged: this.#produced.size - this.#written.length };
  }

  /** Gives everything up that was handed over. */
  abandon(): void {
    this.#staged.undo();
  }
}
