// Plain loads and loops: Buffer's own methods check their arguments, and some of them call into the runtime.
// They read `undefined` as 0 behind the end, so callers check lengths first.

/** The big-endian unsigned 16-bit integer at `at`. The bytes must be there. */
export function u16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** The big-endian signed 32-bit integer at `at`. The bytes must be there. */
export function i32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

/** The big-endian unsigned 32-bit integer at `at`. The bytes must be there. */
export function u32At(bytes: Uint8Array, at: number): number {
  return i32At(bytes, at) >>> 0;
}

/** The little-endian signed 32-bit integer at `at`. The bytes must be there. */
export function i32LeAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** Whether `expected` stands at `at`. */
export function hasBytesAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}
