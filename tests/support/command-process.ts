import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A Go program that takes commands as lines of JSON on its standard input, `{"id":1,"do":"serve","with":{…}}`, and answers
 * each with a line of the same id on its standard output, in any order. Ends with `Symbol.asyncDispose`.
 */
export class CommandProcess implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #last = 0;

  constructor(program: string) {
    this.#process = spawn(program, { stdio: ["pipe", "pipe", "pipe"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#answered(JSON.parse(line)));
    let said = "";
    this.#process.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`the Go peer ${why}: ${said.slice(-2000)}`));
        this.#waiting.clear();
        resolve();
      };
      this.#process.on("error", (error) => end(`could not be started (${error.message})`));
      this.#process.on("close", (code) => end(`ended with ${code}`));
    });
  }

  /** Gives a command and waits for its result, which is taken on trust: both programs are built from one description. */
  ask<T>(command: string, options: object): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      this.#process.stdin.write(`${JSON.stringify({ id, do: command, with: options })}\n`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }

  #answered({ id, result, error }: { readonly id: number; readonly result?: unknown; readonly error?: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`the Go peer: ${error}`));
  }
}
