// As much of Protobuf's wire format as a plugin's request and response need. The codec's package is none of the tool's.

/** A field of a message: its number and, where it has a length, its bytes. */
export class Field {
  readonly number: number;
  readonly #value: Uint8Array | undefined;

  constructor(number: number, value: Uint8Array | undefined) {
    this.number = number;
    this.#value = value;
  }

  /** The bytes of a text, bytes or a message. Throws where the field is a number. */
  bytes(): Uint8Array {
    if (this.#value === undefined) throw new Error(`field ${this.number} has the wrong type`);
    return this.#value;
  }

  text(): string {
    return Buffer.from(this.bytes()).toString("utf8");
  }
}

/** Reads the fields of a message in their order. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Throws where the bytes are no message, or have a group. */
  *fields(): Iterable<Field> {
    while (this.#at < this.#bytes.length) {
      const tag = this.#varint();
      const number = tag / 8 - (tag % 8) / 8;
      switch (tag % 8) {
        case 0:
          this.#varint();
          yield new Field(number, undefined);
          break;
        case 1:
          this.#take(8);
          yield new Field(number, undefined);
          break;
        case 2:
          yield new Field(number, this.#take(this.#varint()));
          break;
        case 5:
          this.#take(4);
          yield new Field(number, undefined);
          break;
        default:
          throw new Error(`a field of the wire type ${tag % 8}`);
      }
    }
  }

  #varint(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new Error("a number that does not end");
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new Error(`a length of ${length} bytes that are not there`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** Writes the fields of a message. */
export class FieldWriter {
  readonly #parts: Uint8Array[] = [];

  /** A number below 2^53, as a varint. */
  integer(number: number, value: number): void {
    this.#parts.push(varint(number * 8), varint(value));
  }

  bytes(number: number, value: Uint8Array): void {
    this.#parts.push(varint(number * 8 + 2), varint(value.length), value);
  }

  text(number: number, value: string): void {
    this.bytes(number, Buffer.from(value));
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
