import { ErrorCode, KitexError } from "@kitex-ts/core/extension";

/** The error of an option that cannot be used as it is. Its text never holds a secret. */
export function invalidOption(message: string, cause?: unknown): KitexError {
  return new KitexError(ErrorCode.InvalidOption, message, { cause });
}

/** Gives `value` back, or throws `InvalidOption` unless it is a whole number of at least 1. */
export function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalidOption(`${name} must be a whole number of at least 1, got ${String(value)}`);
}
