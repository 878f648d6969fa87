// Builds messages in the wire format by hand, wrong ones too.

export const WireType = { Varint: 0, Fixed64: 1, Delimited: 2, StartGroup: 3, EndGroup: 4, Fixed32: 5 } as const;

/** A text of which each character is a byte. */
export function raw(bytes: string): Buffer {
  return Buffer.from(bytes, "latin1");
}

/** An integer of up to 64 bits, negative ones in two's complement. */
export function varint(value: bigint | number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 0x7fn ? 0x80 : 0;
    bytes.push(Number(rest & 0x7fn) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A varint with so many bytes more than it needs. */
export function longVarint(value: number, extra: number): Buffer {
  const short = varint(value);
  const bytes = Buffer.concat([short, Buffer.alloc(extra)]);
  for (let i = short.length - 1; i < bytes.length - 1; i++) bytes[i] = (bytes[i] ?? 0) | 0x80;
  return bytes;
}

/** An integer whose lowest bit is its sign. */
export function zigzag(value: bigint | number): Buffer {
  const wide = BigInt(value);
  return varint(wide >= 0n ? wide * 2n : -wide * 2n - 1n);
}

/** The same in the 32 bits of a sint32. */
export function zigzag32(value: number): Buffer {
  return varint(BigInt.asUintN(32, value >= 0 ? BigInt(value) * 2n : -BigInt(value) * 2n - 1n));
}

export function fixed32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}

export function fixed64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
}

export function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** Bytes behind their length. */
export function delimited(content: Buffer | string): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([varint(bytes.length), bytes]);
}

export function tag(number: number, wireType: number): Buffer {
  return varint((BigInt(number) << 3n) | BigInt(wireType));
}

export function field(number: number, wireType: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, wireType), content]);
}

export function varintField(number: number, value: bigint | number): Buffer {
  return field(number, WireType.Varint, varint(value));
}

export function delimitedField(number: number, content: Buffer | string): Buffer {
  return field(number, WireType.Delimited, delimited(content));
}

export function groupField(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, WireType.StartGroup), content, tag(number, WireType.EndGroup)]);
}
