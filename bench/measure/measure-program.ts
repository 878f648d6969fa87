import { Child } from "./child.ts";

/** Starts `command`, waits until it is warm, lets it measure once for `seconds`, and ends it. */
export async function measureProgram<Result extends object>(
  name: string,
  command: readonly string[],
  seconds: number,
): Promise<Result> {
  await using child = new Child(name, command, process.env);
  await child.next<{ readonly ready: true }>();
  return await child.ask<Result>(JSON.stringify({ seconds }));
}
