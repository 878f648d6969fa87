import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { skip } from "./skip.ts";
import { notA } from "./thrift-error.ts";

/**
 * Where a decoded struct keeps the bytes of the fields that its IDL does not know, if the code was generated to keep
 * them. They are written again behind the known fields.
 */
export const unknownFields: unique symbol = Symbol.for("kitex.thrift.unknownFields");

/** A union of which no member is known to this IDL; it can only be written again if its bytes were kept. */
export interface UnknownMember {
  readonly $unknown: true;
  readonly [unknownFields]?: Uint8Array;
}

/** Collects the bytes of unknown fields while a struct is decoded. */
export class KeptFields {
  /** Starts and ends in turn; neighbours are one range. */
  readonly #ranges: number[] = [];
  #length = 0;

  /** Passes over the value of the field whose header was just read, and remembers both. */
  keep(input: ByteReader, header: number, depth: number): void {
    const start = input.position - 3;
    skip(input, header >>> 16, depth);
    const end = input.position;
    this.#length += end - start;
    if (this.#ranges.at(-1) === start) this.#ranges[this.#ranges.length - 1] = end;
    else this.#ranges.push(start, end);
  }

  /** A copy of everything kept, as it can be written again. */
  bytes(input: ByteReader): Uint8Array {
    const kept = new Uint8Array(this.#length);
    let at = 0;
    for (let i = 0; i < this.#ranges.length; i += 2) {
      const range = input.bytes.subarray(this.#ranges[i], this.#ranges[i + 1]);
      kept.set(range, at);
      at += range.length;
    }
    return kept;
  }
}

/** Passes over a field that the IDL does not know and keeps its bytes in `kept`, which is made when it is missing. */
export function keepField(input: ByteReader, header: number, depth: number, kept: KeptFields | undefined): KeptFields {
  const fields = kept ?? new KeptFields();
  fields.keep(input, header, depth);
  return fields;
}

/** Writes what `KeptFields` kept; nothing when there is none. */
export function writeUnknownFields(out: ByteWriter, kept: Uint8Array | undefined): void {
  if (kept === undefined) return;
  if (!(kept instanceof Uint8Array)) throw notA("a Uint8Array under the symbol unknownFields", kept);
  out.writeBytes(kept);
}
