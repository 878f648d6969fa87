import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of `testdata/programs` in a process of its own. */
export interface RunningProgram extends Disposable {
  readonly child: ChildProcessWithoutNullStreams;
  /** Its output, line by line. */
  readonly lines: AsyncIterator<string>;
  /** Settles with its exit code, or with the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

/** Starts a program from its sources. */
export function runProgram(name: string, ...args: readonly string[]): RunningProgram {
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@kitex-ts/source", path, ...args]);
  child.stderr.pipe(process.stderr);
  return {
    child,
    lines: createInterface(child.stdout)[Symbol.asyncIterator](),
    exited: once(child, "exit").then(([code, signal]) => code ?? signal),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
