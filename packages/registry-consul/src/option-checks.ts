import { ErrorCode, KitexError } from "@kitex-ts/core/extension";

/** The error of an option that cannot be used as it is. */
export function invalidOption(message: string, cause?: unknown): KitexError {
  return new KitexError(ErrorCode.InvalidOption, message, { cause });
}

/** Gives `value` back, or throws `InvalidOption` unless it is a finite number over 0. */
export function positive(name: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw invalidOption(`${name} must be a number over 0, got ${String(value)}`);
}
