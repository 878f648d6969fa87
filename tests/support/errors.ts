import { isKitexError, type KitexError } from "@kitex-ts/core";

/** What a call failed with, which must be a `KitexError`; fails when it gave a value. */
export async function kitexErrorOf(call: Promise<unknown>): Promise<KitexError> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    if (isKitexError(error)) return error;
    throw error;
  }
  throw new Error(`the call did not fail, it gave ${String(value)}`);
}
