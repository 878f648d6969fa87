import { createInterface } from "node:readline";

/** Prints a value as a line of JSON. */
export function writeLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Runs the program of a child process; what it throws becomes the line `{ error }` and the exit code 1. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program();
    process.exit(0);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // An exit does not wait for a pipe.
    process.stdout.write(`${JSON.stringify({ error: text })}\n`, () => process.exit(1));
  }
}

/** The lines of the standard input, until it ends. */
export function inputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin });
}
