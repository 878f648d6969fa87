/** Bytes as the value of a header whose name ends in `-bin`: base64 without padding, as Kitex and grpc-go write it. */
export function encodeBinary(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return text.endsWith("=") ? text.slice(0, text.indexOf("=")) : text;
}

/** The bytes of such a value, padded or not; `undefined` when it is no base64. */
export function decodeBinary(value: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return undefined;
  const padded = value.endsWith("=");
  const digits = padded ? value.indexOf("=") : value.length;
  // A single digit behind the last group of four holds no byte; padding fills the group or is none.
  if (digits % 4 === 1 || (padded && value.length % 4 !== 0)) return undefined;
  return Uint8Array.from(Buffer.from(value, "base64"));
}
