/** Where a command prints; tests put their own in its place. */
export interface Terminal {
  /** Writes to the standard output. */
  out(text: string): void;
  /** Writes to the standard error output. */
  err(text: string): void;
  /** Whether what goes to the standard error output may have colours. */
  readonly color: boolean;
  /** Whether a line on the standard error output can be written over. */
  readonly interactive: boolean;
}

/** The terminal of this process. `NO_COLOR` (if not empty) and `TERM=dumb` switch colours off. */
export function processTerminal(): Terminal {
  const { env, stderr, stdout } = process;
  const interactive = stderr.isTTY === true && env["TERM"] !== "dumb";
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    color: interactive && (env["NO_COLOR"] ?? "") === "",
    interactive,
  };
}

/** Text as a message may show it: without what a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/(?![\t\n])\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
