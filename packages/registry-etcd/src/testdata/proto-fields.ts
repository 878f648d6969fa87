// As much of Protobuf's encoding as a test needs to play etcd.

/** What a field holds: a number, a flag, a text or bytes, a message, or several of one kind. */
export type Field = bigint | number | boolean | string | Buffer | Fields | readonly Fields[];

/** A message by field number. */
export interface Fields {
  readonly [field: number]: Field;
}

/** Writes a message. */
export function encodeFields(fields: Fields): Buffer {
  return Buffer.concat(Object.entries(fields).map(([field, value]) => encodeField(Number(field), value)));
}

/** Reads a message: the values of each field, numbers as they are and everything else as bytes. */
export function decodeFields(bytes: Buffer): ReadonlyMap<number, bigint | Buffer> {
  const fields = new Map<number, bigint | Buffer>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    if ((tag & 7) === 0) fields.set(tag >> 3, varint());
    else {
      const length = Number(varint());
      fields.set(tag >> 3, bytes.subarray(at, at + length));
      at += length;
    }
  }
  return fields;
}

function encodeField(field: number, value: Field): Buffer {
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    return Buffer.concat([varintOf(BigInt(field << 3)), varintOf(BigInt(value))]);
  }
  if (Array.isArray(value)) return Buffer.concat(value.map((one: Fields) => encodeField(field, one)));
  const bytes = typeof value === "string" ? Buffer.from(value) : Buffer.isBuffer(value) ? value : encodeMessage(value);
  return Buffer.concat([varintOf(BigInt((field << 3) | 2)), varintOf(BigInt(bytes.length)), bytes]);
}

function encodeMessage(value: Fields | readonly Fields[]): Buffer {
  return Array.isArray(value)
    ? Buffer.concat(value.map((one: Fields) => encodeFields(one)))
    : encodeFields({ ...value });
}

function varintOf(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
