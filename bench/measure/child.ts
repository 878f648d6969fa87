import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** How long a child may take for a line before it counts as stuck. */
const PATIENCE_MS = 120_000;

/** The children that run, so that an end of the bench ends them. */
const running = new Set<ChildProcessByStdio<Writable, Readable, Readable>>();

/** Kills every child at once; for the end of the bench by a signal. */
export function killChildren(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A process that speaks in lines of JSON. Leaving its scope ends it and waits for its end. */
export class Child implements AsyncDisposable {
  readonly #name: string;
  readonly #graceMs: number;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  #errors = "";

  /**
   * Starts `command`. `name` is for errors; `graceMs` (5,000) is how long the child may take to end by itself, a profile
   * written included, before it is killed.
   */
  constructor(name: string, command: readonly string[], env: NodeJS.ProcessEnv, options: { graceMs?: number } = {}) {
    const [program = "", ...args] = command;
    this.#name = name;
    this.#graceMs = options.graceMs ?? 5_000;
    this.#process = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    running.add(this.#process);
    this.#exited = once(this.#process, "close").catch((error: unknown) => {
      this.#errors += error instanceof Error ? error.message : String(error);
    });
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-4_000);
    });
    // A child that died says so by the end of its lines.
    this.#process.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Sends a line. */
  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  /** The next line, which the other side of `load/protocol.ts` made. Rejects with what went wrong in the child. */
  async next<Line extends object>(): Promise<Line> {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), PATIENCE_MS);
    try {
      const { value, done } = await this.#lines.next();
      if (done === true) {
        await this.#exited;
        throw new Error(`${this.#name} ended${this.#errors === "" ? "" : `: ${this.#errors.trim()}`}`);
      }
      const line: Line | { readonly error: string } = JSON.parse(value);
      if ("error" in line) throw new Error(`${this.#name}: ${line.error}`);
      return line;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a line and waits for the next. */
  ask<Line extends object>(line: string): Promise<Line> {
    this.tell(line);
    return this.next<Line>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), this.#graceMs);
    await this.#exited;
    clearTimeout(timer);
    running.delete(this.#process);
  }
}
