import { type ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { notA } from "./protobuf-error.ts";
import { skipField } from "./wire/skip.ts";
import { writeInt32 } from "./wire/writer.ts";

/**
 * Where a decoded message keeps the fields that its .proto file does not know, as they came; a message without any has
 * no such property. They are written again behind the known fields.
 */
export const unknownFields: unique symbol = Symbol.for("kitex.protobuf.unknownFields");

/** What a message type that keeps unknown fields extends. */
export interface WithUnknownFields {
  readonly [unknownFields]?: Uint8Array | undefined;
}

/** Collects unknown fields while a message is decoded. */
export class KeptFields {
  /** What an earlier occurrence of the same message kept. */
  readonly #earlier: Uint8Array | undefined;
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  /** The last range of the message's bytes; neighbours become one. */
  #bytes: Uint8Array | undefined;
  #start = 0;
  #end = 0;

  constructor(earlier: Uint8Array | undefined) {
    this.#earlier = earlier;
  }

  /** Remembers a range of the message's bytes. */
  range(bytes: Uint8Array, start: number, end: number): void {
    if (this.#bytes === undefined || this.#end !== start) {
      this.#closeRange();
      this.#bytes = bytes;
      this.#start = start;
    }
    this.#end = end;
  }

  /** Remembers bytes that do not stand in the message like that. */
  add(bytes: Uint8Array): void {
    this.#closeRange();
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** Everything kept, as it can be written again. To be called once. */
  toBytes(): Uint8Array {
    this.#closeRange();
    const earlier = this.#earlier?.length ?? 0;
    const kept = roomFor(this.#earlier, earlier + this.#length);
    let at = earlier;
    for (const part of this.#parts) {
      kept.set(part, at);
      at += part.length;
    }
    return kept;
  }

  #closeRange(): void {
    if (this.#bytes === undefined) return;
    this.#parts.push(this.#bytes.subarray(this.#start, this.#end));
    this.#length += this.#end - this.#start;
    this.#bytes = undefined;
  }
}

/**
 * Bytes that begin with `earlier` and have room for `length` in all.
 *
 * A message that comes in many pieces keeps something of each. So that this is no quadratic work, memory that grows is
 * taken twice as large, and what is left of it is used by the next piece; nobody else has seen it by then.
 */
function roomFor(earlier: Uint8Array | undefined, length: number): Uint8Array {
  if (earlier === undefined) return new Uint8Array(length);
  if (length <= earlier.buffer.byteLength) return new Uint8Array(earlier.buffer, 0, length);
  const grown = new Uint8Array(length * 2).subarray(0, length);
  grown.set(earlier);
  return grown;
}

/** Goes on with what an earlier occurrence of a message kept. */
export function keptBefore(before: WithUnknownFields): KeptFields | undefined {
  const earlier = before[unknownFields];
  return earlier === undefined ? undefined : new KeptFields(earlier);
}

/**
 * Passes over a field that the .proto file does not know and keeps it, with its tag, which began at `start`. `kept` is
 * made when it is missing.
 */
export function keepField(
  input: ByteReader,
  start: number,
  tag: number,
  depth: number,
  kept: KeptFields | undefined,
): KeptFields {
  skipField(input, tag, depth);
  return keepRange(input, start, kept);
}

/** Keeps what was read since `start`. */
export function keepRange(input: ByteReader, start: number, kept: KeptFields | undefined): KeptFields {
  const fields = kept ?? new KeptFields(undefined);
  fields.range(input.bytes, start, input.position);
  return fields;
}

/** Keeps a number that is no value of a closed enum, as a field of its own. */
export function keepNumber(tag: number, value: number, kept: KeptFields | undefined): KeptFields {
  const fields = kept ?? new KeptFields(undefined);
  const out = new ByteWriter(16);
  out.writeVarint32(tag);
  writeInt32(out, value);
  for (const chunk of out.take()) fields.add(chunk);
  return fields;
}

/** Writes what was kept; nothing when there is none. */
export function writeUnknownFields(out: ByteWriter, kept: Uint8Array | undefined): void {
  if (kept === undefined) return;
  if (!(kept instanceof Uint8Array)) throw notA("a Uint8Array under the symbol unknownFields", kept);
  out.writeBytes(kept);
}
