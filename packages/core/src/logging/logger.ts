import { printable } from "../util/printable.ts";

/** Where the framework writes. The shape is pino's: facts first, then a sentence. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Says nothing at all. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** The default: one line on standard error for each warning and error, nothing else. */
export const warningLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (facts, message) => line("warning", facts, message),
  error: (facts, message) => line("error", facts, message),
};

function line(level: string, facts: object, message: string): void {
  const shown = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value instanceof Error ? `${printable(value.name)}: ` : ""}${printable(value)}`);
  process.stderr.write(`[kitex] ${level}: ${[printable(message), ...shown].join(" ")}\n`);
}
