import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of one test, outside the repository; it goes away with the test. */
export interface ScratchFolder extends Disposable {
  readonly path: string;
  /** Writes files, by their path in the folder. */
  write(files: Readonly<Record<string, string>>): void;
}

/** Makes an empty {@link ScratchFolder}. */
export function scratchFolder(): ScratchFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "kitex-ts-")));
  return {
    path,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
