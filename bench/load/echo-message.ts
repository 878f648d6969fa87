/** Text of `bytes` bytes, in one piece: a text that is put together from parts would be flattened in the first call. */
export function echoMessage(bytes: number): string {
  return Buffer.alloc(bytes, "x").toString("latin1");
}
