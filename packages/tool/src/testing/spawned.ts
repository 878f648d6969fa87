import { spawn } from "node:child_process";
import { once } from "node:events";
import { cliPath, sourceCondition } from "./scratch-project.ts";

/** A running command line tool. */
export interface Spawned extends AsyncDisposable {
  /** Waits until the standard error output has the text, behind what earlier calls waited for. */
  says(text: string): Promise<void>;
  /** Sends a signal, and gives the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the tool and leaves it running. */
export function spawnKitex(cwd: string, ...args: readonly string[]): Spawned {
  const child = spawn(process.execPath, [sourceCondition, cliPath, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  let read = 0;
  let wake = (): void => undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    wake();
  });
  return {
    async says(text) {
      for (let at = output.indexOf(text, read); ; at = output.indexOf(text, read)) {
        if (at >= 0) {
          read = at + text.length;
          return;
        }
        const told = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([told, ended.then(() => Promise.reject(new Error(`kitex ended; it said:\n${output}`)))]);
      }
    },
    async stop(signal) {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}
