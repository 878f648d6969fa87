import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import thrift from "thrift";
import { claimElements, readBinary, readBool, readString } from "../binary/reader.ts";
import { leastSize, TType } from "../binary/ttype.ts";
import { skip } from "../skip.ts";
import { ThriftError, tooDeep } from "../thrift-error.ts";

/** What stands before a list's or a set's elements. */
interface ElementsBegin {
  readonly etype: number;
  readonly size: number;
}

/** A level that is open: in a map, whether a key or a value comes next. */
type Level = "key" | "value" | "other";

/** An i64 that Apache's code makes the name of a property: a node-int64's own text is `Infinity` from 2^53 on. */
class Int64Key extends thrift.Int64 {
  override toString(): string {
    return this.buffer.readBigInt64BE(this.offset).toString();
  }
}

/**
 * The reading half of Apache's TProtocol over a `ByteReader`, for classes that Apache's compiler wrote.
 *
 * Lengths, counts and depth are checked as everywhere in this package. `depth` does not count the struct of arguments
 * or of the outcome.
 */
export class InputProtocol {
  readonly #input: ByteReader;
  readonly #maxLevels: number;
  readonly #levels: Level[] = [];

  constructor(input: ByteReader, depth: number) {
    this.#input = input;
    this.#maxLevels = depth + 1;
  }

  readMessageEnd(): void {}

  readStructBegin(): { readonly fname: string } {
    this.#enter("other");
    return { fname: "" };
  }

  readStructEnd(): void {
    this.#leave();
  }

  readFieldBegin(): { readonly fname: string; readonly ftype: number; readonly fid: number } {
    const ftype = this.#input.readByte();
    return { fname: "", ftype, fid: ftype === TType.Stop ? 0 : this.#input.readI16() };
  }

  readFieldEnd(): void {}

  readMapBegin(): { readonly ktype: number; readonly vtype: number; readonly size: number } {
    const ktype = this.#input.readByte();
    const vtype = this.#input.readByte();
    const size = this.#claim("map", this.#input.readI32(), [ktype, vtype]);
    this.#enter("key");
    return { ktype, vtype, size };
  }

  readMapEnd(): void {
    this.#leave();
  }

  readListBegin(): ElementsBegin {
    return this.#elements("list");
  }

  readListEnd(): void {
    this.#leave();
  }

  readSetBegin(): ElementsBegin {
    return this.#elements("set");
  }

  readSetEnd(): void {
    this.#leave();
  }

  readBool(): boolean {
    return this.#took(readBool(this.#input));
  }

  readByte(): number {
    return this.#took(this.#input.readI8());
  }

  readI16(): number {
    return this.#took(this.#input.readI16());
  }

  readI32(): number {
    return this.#took(this.#input.readI32());
  }

  /** Gives a node-int64, as npm thrift does. */
  readI64(): object {
    const bytes = Buffer.from(this.#input.readBytes(8));
    return this.#took(this.#levels.at(-1) === "key" ? new Int64Key(bytes) : new thrift.Int64(bytes));
  }

  readDouble(): number {
    return this.#took(this.#input.readDouble());
  }

  readString(): string {
    const text = readString(this.#input);
    // Apache's code makes a map an object and assigns its entries: this key would replace the object's prototype.
    if (text === "__proto__" && this.#levels.at(-1) === "key") throw new ThriftError("a map with the key __proto__");
    return this.#took(text);
  }

  readBinary(): Buffer {
    const bytes = readBinary(this.#input);
    return this.#took(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  skip(type: number): void {
    skip(this.#input, type, this.#maxLevels - this.#levels.length);
  }

  // Depth is counted where a level begins, so the calls that newer compilers write have nothing to do.

  incrementRecursionDepth(): void {}

  decrementRecursionDepth(): void {}

  #elements(what: string): ElementsBegin {
    const etype = this.#input.readByte();
    const size = this.#claim(what, this.#input.readI32(), [etype]);
    this.#enter("other");
    return { etype, size };
  }

  #claim(what: string, size: number, types: readonly number[]): number {
    let least = 0;
    for (const type of types) {
      if (size > 0 && leastSize(type) === 0) throw new ThriftError(`a ${what} of unknown type id ${type}`);
      least += leastSize(type);
    }
    claimElements(this.#input, what, size, least);
    return size;
  }

  #enter(level: Level): void {
    if (this.#levels.length >= this.#maxLevels) throw tooDeep();
    this.#levels.push(level);
  }

  #leave(): void {
    this.#levels.pop();
    this.#took(undefined);
  }

  /** Notes that a value is complete. */
  #took<T>(value: T): T {
    const last = this.#levels.length - 1;
    const level = this.#levels[last];
    if (level === "key") this.#levels[last] = "value";
    else if (level === "value") this.#levels[last] = "key";
    return value;
  }
}
