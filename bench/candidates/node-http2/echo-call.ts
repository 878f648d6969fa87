/** What a gRPC request for an echo of bench.proto says (gRPC over HTTP/2, "Requests"). */
export const requestHeaders = {
  ":method": "POST",
  ":path": "/bench.Bench/Echo",
  "content-type": "application/grpc",
  te: "trailers",
} as const;

/** A message of bench.proto with one text in its first field, behind gRPC's prefix of five bytes. */
export function prefixedMessage(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = varint(bytes.length);
  const head = Buffer.alloc(6 + length.length);
  head.writeUInt32BE(1 + length.length + bytes.length, 1);
  head[5] = 0x0a;
  head.set(length, 6);
  return Buffer.concat([head, bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
