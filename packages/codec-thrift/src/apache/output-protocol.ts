import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import {
  writeBinary,
  writeBool,
  writeDouble,
  writeI8,
  writeI16,
  writeI32,
  writeI64,
  writeString,
} from "../binary/writer.ts";
import { tooDeep } from "../thrift-error.ts";

/** Where an `OutputProtocol` writes; stands for Apache's transport, which classes of its compiler hand on. */
export class OutputCarrier {
  readonly out: ByteWriter;
  readonly depth: number;
  /** The type of the last message that was begun; the envelope itself is not written here. */
  messageType: number | undefined;

  constructor(out: ByteWriter, depth: number) {
    this.out = out;
    this.depth = depth;
  }

  flush(): void {}
}

/**
 * The writing half of Apache's TProtocol over a `ByteWriter`, for classes that Apache's compiler wrote.
 *
 * Values are range-checked. Those classes keep maps as objects, so numbers and booleans may come as text: as a key.
 */
export class OutputProtocol {
  readonly #carrier: OutputCarrier;
  readonly #out: ByteWriter;
  /** Levels open; the struct of arguments or of the outcome is one more than `depth` counts. */
  #levels = 0;

  constructor(carrier: OutputCarrier) {
    this.#carrier = carrier;
    this.#out = carrier.out;
  }

  writeMessageBegin(_name: string, type: number, _seqId: number): void {
    this.#carrier.messageType = type;
  }

  writeMessageEnd(): void {}

  flush(): void {}

  writeStructBegin(_name: string): void {
    this.#enter();
  }

  writeStructEnd(): void {
    this.#levels--;
  }

  writeFieldBegin(_name: string, type: number, id: number): void {
    this.#out.writeByte(type);
    this.#out.writeI16(id);
  }

  writeFieldEnd(): void {}

  writeFieldStop(): void {
    this.#out.writeByte(0);
  }

  writeMapBegin(keyType: number, valueType: number, size: number): void {
    this.#enter();
    this.#out.writeByte(keyType);
    this.#out.writeByte(valueType);
    this.#out.writeI32(size);
  }

  writeMapEnd(): void {
    this.#levels--;
  }

  writeListBegin(elementType: number, size: number): void {
    this.#enter();
    this.#out.writeByte(elementType);
    this.#out.writeI32(size);
  }

  writeListEnd(): void {
    this.#levels--;
  }

  writeSetBegin(elementType: number, size: number): void {
    this.writeListBegin(elementType, size);
  }

  writeSetEnd(): void {
    this.#levels--;
  }

  writeBool(value: unknown): void {
    writeBool(this.#out, value === "false" ? false : Boolean(value));
  }

  writeByte(value: unknown): void {
    writeI8(this.#out, numberOf(value));
  }

  writeI16(value: unknown): void {
    writeI16(this.#out, numberOf(value));
  }

  writeI32(value: unknown): void {
    writeI32(this.#out, numberOf(value));
  }

  writeI64(value: unknown): void {
    writeI64(this.#out, int64Of(value));
  }

  writeDouble(value: unknown): void {
    writeDouble(this.#out, numberOf(value));
  }

  writeString(value: unknown): void {
    if (value instanceof Uint8Array) writeBinary(this.#out, value);
    else writeString(this.#out, value);
  }

  /** A text stands for one byte per character, as in npm `thrift`. */
  writeBinary(value: unknown): void {
    writeBinary(this.#out, typeof value === "string" ? Buffer.from(value, "latin1") : value);
  }

  // Depth is counted where a level begins, so the calls that newer compilers write have nothing to do.

  incrementRecursionDepth(): void {}

  decrementRecursionDepth(): void {}

  #enter(): void {
    if (this.#levels > this.#carrier.depth) throw tooDeep();
    this.#levels++;
  }
}

/** A text that is no number stays one, so that the error shows what was given. */
function numberOf(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isNaN(number) && value !== "NaN" ? value : number;
}

/** A node-int64 has its eight bytes at `offset` of `buffer`. */
function int64Of(value: unknown): unknown {
  if (typeof value === "string") return /^-?\d{1,19}$/.test(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null || !("buffer" in value)) return value;
  const { buffer } = value;
  const offset = "offset" in value && typeof value.offset === "number" ? value.offset : 0;
  return buffer instanceof Uint8Array ? Buffer.from(buffer).readBigInt64BE(offset) : value;
}
