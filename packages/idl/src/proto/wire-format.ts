/** How a value of the wire format ends: Protobuf's wire types. */
export const WireType = { Varint: 0, Fixed64: 1, Delimited: 2, StartGroup: 3, EndGroup: 4, Fixed32: 5 } as const;

/** One field of a serialized message. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** Of the three kinds of numbers, its bits. */
  readonly bits: bigint;
  /** Of a delimited field and a group, what is in it. */
  readonly bytes: Uint8Array;
  /** The field whole, its tag included. */
  readonly raw: Uint8Array;
}

/** Bytes that are no message. */
export class WireFormatError extends Error {
  override readonly name = "WireFormatError";
}

const nothing = new Uint8Array(0);

/** How deep groups may stand in one another. */
const maxDepth = 100;

/** The fields of a serialized message, in their order. Throws `WireFormatError` for bytes that are none. */
export function readFields(message: Uint8Array): readonly WireField[] {
  const cursor = new Cursor(message);
  const fields: WireField[] = [];
  while (cursor.at < message.length) {
    const field = cursor.field(undefined, 0);
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

/** The numbers of a packed field. Throws `WireFormatError`. */
export function readPacked(bytes: Uint8Array, wireType: number): readonly bigint[] {
  const cursor = new Cursor(bytes);
  const numbers: bigint[] = [];
  while (cursor.at < bytes.length) numbers.push(cursor.value(0, wireType, 0).bits);
  return numbers;
}

class Cursor {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next field; `undefined` at the end of the group of that number. */
  field(group: number | undefined, depth: number): WireField | undefined {
    if (depth > maxDepth) throw new WireFormatError("groups are nested too deep");
    const start = this.at;
    const tag = this.varint();
    const number = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (number === 0 || number > 0x1fff_ffff) throw new WireFormatError(`${number} is no field number`);
    if (wireType === WireType.EndGroup) {
      if (number !== group) throw new WireFormatError("a group ends that has not begun");
      return undefined;
    }
    const { bits, bytes } = this.value(number, wireType, depth);
    return { number, wireType, bits, bytes, raw: this.#bytes.subarray(start, this.at) };
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new WireFormatError("the message ends too early");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireFormatError("a number has more than ten bytes");
  }

  value(number: number, wireType: number, depth: number): Pick<WireField, "bits" | "bytes"> {
    switch (wireType) {
      case WireType.Varint:
        return { bits: this.varint(), bytes: nothing };
      case WireType.Fixed32:
      case WireType.Fixed64: {
        const bytes = this.#take(wireType === WireType.Fixed32 ? 4 : 8);
        return { bits: bytes.reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n), bytes: nothing };
      }
      case WireType.Delimited:
        return { bits: 0n, bytes: this.#take(Number(this.varint())) };
      case WireType.StartGroup: {
        const start = this.at;
        let end = start;
        while (this.field(number, depth + 1) !== undefined) end = this.at;
        return { bits: 0n, bytes: this.#bytes.subarray(start, end) };
      }
      default:
        throw new WireFormatError(`${wireType} is no wire type`);
    }
  }

  #take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new WireFormatError("the message ends too early");
    const bytes = this.#bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }
}

/** A field with a number: a varint of 64 bits, or one of the two fixed widths. */
export function numberField(number: number, wireType: number, bits: bigint): Uint8Array {
  const tag = tagOf(number, wireType);
  return Buffer.concat([tag, wireType === WireType.Varint ? varintOf(bits) : fixedOf(bits, wireType)]);
}

/** A delimited field: a string, bytes, a message, packed numbers. */
export function delimitedField(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([tagOf(number, WireType.Delimited), varintOf(BigInt(bytes.length)), bytes]);
}

/** A message as a group. */
export function groupField(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([tagOf(number, WireType.StartGroup), bytes, tagOf(number, WireType.EndGroup)]);
}

function tagOf(number: number, wireType: number): Uint8Array {
  return varintOf((BigInt(number) << 3n) | BigInt(wireType));
}

function varintOf(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

function fixedOf(bits: bigint, wireType: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, bits), true);
  return wireType === WireType.Fixed32 ? bytes.subarray(0, 4) : bytes;
}
