import type { FileReader } from "./file-reader.ts";
import { displayPathOf } from "./file-reader.ts";
import { SourceText } from "./source.ts";
import { shown } from "./thrift/shown.ts";

/** How many files one program may have; a reader that always finds another file would never end. */
const maxFiles = 20_000;

/** Reads each file of a program once, whatever the paths that lead to it, and keeps what was made of it. */
export class SourceCache<File> {
  readonly #reader: FileReader;
  /** By path and by identity. */
  readonly #files = new Map<string, File>();
  #count = 0;

  constructor(reader: FileReader) {
    this.#reader = reader;
  }

  /** How many files were read. */
  get count(): number {
    return this.#count;
  }

  /** The file at an absolute path; `undefined` after a problem was reported. `make` is called for a file not met before. */
  load(
    path: string,
    make: (source: SourceText) => File,
    report: (problem: string) => void,
  ): File | "missing" | undefined {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    let text: string | undefined;
    let identity: string;
    try {
      text = this.#reader.read(path);
      if (text === undefined) return "missing";
      identity = this.#reader.identity(path);
    } catch (error) {
      report(`${shown(displayPathOf(path))} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    const same = this.#files.get(identity);
    if (same !== undefined) {
      this.#files.set(path, same);
      return same;
    }
    if (this.#count >= maxFiles) {
      report(`a program has at most ${maxFiles} files`);
      return undefined;
    }
    this.#count++;
    const file = make(new SourceText(path, displayPathOf(path), text));
    this.#files.set(path, file);
    this.#files.set(identity, file);
    return file;
  }
}
