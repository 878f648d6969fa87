import { readFileSync, realpathSync, statSync } from "node:fs";
import { relative } from "node:path";

/** The longest file that is read: a Thrift file of this size is a mistake. */
const maxFileBytes = 16 * 1024 * 1024;

/** Where the files of a program come from. */
export interface FileReader {
  /** The text of a file; `undefined` when there is none at that path. Throws when there is one that cannot be read. */
  read(path: string): string | undefined;
  /** The same for all paths that lead to one file. */
  identity(path: string): string;
}

/** Reads regular files from the disk, as UTF-8. */
export const diskReader: FileReader = {
  read(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isFile()) throw new Error("it is no regular file");
    if (stat.size > maxFileBytes) throw new Error(`it has ${stat.size} bytes, more than ${maxFileBytes}`);
    const bytes = readFileSync(path);
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      throw new Error("it is UTF-16; save it as UTF-8");
    }
    return bytes.toString("utf8");
  },
  identity(path) {
    return realpathSync(path);
  },
};

/** Takes the files of a program from a function; paths that differ are different files. */
export function virtualReader(read: (path: string) => string | undefined): FileReader {
  return { read, identity: (path) => path };
}

/** A path as a message shows it: relative to the working directory where that is shorter. */
export function displayPathOf(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== "" && fromHere.length < path.length ? fromHere : path;
}
