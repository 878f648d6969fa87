import { ErrorCode } from "./codes.ts";
import { KitexError } from "./kitex-error.ts";

/** Throws `InvalidOption` unless every value is a finite number of at least 0. */
export function assertAmounts(amounts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(amounts)) {
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
      throw invalidOption(`${name} must be a number of at least 0, got ${String(value)}`);
    }
  }
}

/** The error of an option that cannot be used as it is. */
export function invalidOption(message: string, cause?: unknown): KitexError {
  return new KitexError(ErrorCode.InvalidOption, message, { cause });
}
