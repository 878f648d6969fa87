import { Http2ErrorCode } from "../error-code.ts";
import { isPseudoField, withoutBlanks } from "../field-rules.ts";
import { connectionError, type FrameError } from "../frame-error.ts";
import { HeaderList } from "../header-list.ts";
import type { SessionOptions } from "../session-options.ts";
import { DynamicTable } from "./dynamic-table.ts";
import { HeaderListTooLarge } from "./header-list-too-large.ts";
import { decodeHuffman } from "./huffman-decoder.ts";
import { ReceivedField } from "./received-field.ts";
import { RecentBlocks } from "./recent-blocks.ts";
import { staticFields } from "./static-table.ts";

/** Size of the table as long as nothing else was agreed (RFC 9113 section 6.5.2). */
const initialTableBytes = 4096;
/** Longer blocks are not remembered. */
const longestRemembered = 512;
/** Bytes that an integer may have behind its first: 2^28 + 254 at most, more than any block is long. */
const mostIntegerBytes = 4;

/** The static table as fields that were received. */
const staticReceived: readonly ReceivedField[] = staticFields.map(
  ({ name, value }) => new ReceivedField(name, value, false),
);

/** How much of a list is kept, and what of its values. */
export type HeaderReading = Pick<SessionOptions, "maxHeaderListBytes" | "maxHeaderFields" | "trimFieldValues">;

/**
 * Reads header blocks (RFC 7541), one decoder for all that a connection receives, in the order in which they came.
 *
 * A block that came before, while the table has not changed since, gives the same list.
 */
export class HeaderDecoder {
  readonly #reading: HeaderReading;
  readonly #table = new DynamicTable<ReceivedField>(initialTableBytes);
  readonly #recent = new RecentBlocks();
  /** What the peer may make the table at most. */
  #tableLimit = initialTableBytes;
  /** The limit went below the table's size, and the peer has not said so. */
  #awaitsSizeUpdate = false;
  /** Whether the block that is read is remembered: with literals in it, it would hardly come again. */
  #allIndexed = true;
  /** The block that is read, and where in it the next byte is. */
  #block: Buffer = noBytes;
  #at = 0;

  constructor(reading: HeaderReading) {
    this.#reading = reading;
  }

  /** Bytes that the entries of the dynamic table count for. */
  get tableBytes(): number {
    return this.#table.size;
  }

  /** Holds the peer to a SETTINGS_HEADER_TABLE_SIZE of ours from its acknowledgement on. */
  limitTable(bytes: number): void {
    this.#tableLimit = bytes;
    if (bytes < this.#table.capacity) this.#awaitsSizeUpdate = true;
    this.#recent.clear();
  }

  /**
   * The list of a whole block. Throws a `FrameError` (COMPRESSION_ERROR, for the connection) when it is none, after which
   * the decoder is of no use; a `HeaderListTooLarge` when it is past the limits, after which it goes on as ever.
   */
  decode(block: Buffer): HeaderList {
    const known = this.#recent.byBytes(block);
    if (known !== undefined) return known.list;
    this.#block = block;
    this.#at = 0;
    try {
      return this.#readBlock();
    } finally {
      this.#block = noBytes;
    }
  }

  #readBlock(): HeaderList {
    const { maxHeaderListBytes, maxHeaderFields } = this.#reading;
    const block = this.#block;
    this.#allIndexed = block.length <= longestRemembered;
    this.#readSizeUpdates();
    const fields: ReceivedField[] = [];
    let bytes = 0;
    let count = 0;
    while (this.#at < block.length) {
      const field = this.#readField();
      bytes += field.tableBytes;
      count += 1;
      if (bytes <= maxHeaderListBytes && count <= maxHeaderFields) fields.push(field);
    }
    if (fields.length < count) throw new HeaderListTooLarge(bytes, count, this.#reading);
    const list = new HeaderList(fields);
    if (this.#allIndexed) this.#recent.add({ list, bytes: new Uint8Array(block) });
    return list;
  }

  #readSizeUpdates(): void {
    const block = this.#block;
    while (this.#at < block.length && ((block[this.#at] as number) & 0xe0) === 0x20) {
      const bytes = this.#readInteger(5);
      if (bytes > this.#tableLimit) {
        throw compressionError(`a table of ${bytes} bytes, ${this.#tableLimit} are allowed`);
      }
      this.#table.resize(bytes);
      this.#allIndexed = false;
      this.#recent.clear();
      this.#awaitsSizeUpdate = false;
    }
    if (this.#awaitsSizeUpdate) throw compressionError("a block that does not say that the table became smaller");
  }

  #readField(): ReceivedField {
    const first = this.#block[this.#at] as number;
    if (first >= 0x80) return this.#fieldAt(this.#readInteger(7));
    if (first >= 0x40) {
      const field = this.#readLiteral(6, false);
      this.#table.insert(field);
      this.#recent.clear();
      return field;
    }
    if (first >= 0x20) throw compressionError("a table size update behind a field");
    return this.#readLiteral(4, first >= 0x10);
  }

  #readLiteral(prefixBits: number, neverIndexed: boolean): ReceivedField {
    this.#allIndexed = false;
    const index = this.#readInteger(prefixBits);
    const name = index === 0 ? this.#readString() : this.#fieldAt(index).name;
    const sent = this.#readString();
    const value = this.#reading.trimFieldValues && !isPseudoField(name) ? withoutBlanks(sent) : sent;
    return new ReceivedField(name, value, neverIndexed, sent.length - value.length);
  }

  #fieldAt(index: number): ReceivedField {
    const field =
      index <= staticReceived.length ? staticReceived[index - 1] : this.#table.at(index - staticReceived.length - 1);
    if (field === undefined) throw compressionError(`index ${index} of a table that has no such field`);
    return field;
  }

  #readString(): string {
    const block = this.#block;
    const huffman = this.#at < block.length && (block[this.#at] as number) >= 0x80;
    const length = this.#readInteger(7);
    const start = this.#at;
    const end = start + length;
    if (end > block.length) throw compressionError("a string that is longer than its block");
    this.#at = end;
    return huffman ? readHuffman(block, start, end) : block.toString("latin1", start, end);
  }

  /** RFC 7541 section 5.1. */
  #readInteger(prefixBits: number): number {
    const block = this.#block;
    const most = (1 << prefixBits) - 1;
    if (this.#at >= block.length) throw compressionError("a block that ends inside a field");
    let value = (block[this.#at++] as number) & most;
    if (value < most) return value;
    for (let i = 0; i < mostIntegerBytes; i++) {
      if (this.#at >= block.length) throw compressionError("a block that ends inside an integer");
      const byte = block[this.#at++] as number;
      value += (byte & 0x7f) << (7 * i);
      if (byte < 0x80) return value;
    }
    throw compressionError("an integer that is larger than any block");
  }
}

const noBytes: Buffer = Buffer.alloc(0);
/** Most texts are decoded to here. */
const scratch = Buffer.allocUnsafeSlow(4096);

function readHuffman(block: Buffer, start: number, end: number): string {
  const most = Math.ceil(((end - start) * 8) / 5);
  const target = most <= scratch.length ? scratch : Buffer.allocUnsafeSlow(most);
  const length = decodeHuffman(block, start, end, target);
  if (length < 0) throw compressionError("a string that is no Huffman code");
  return target.toString("latin1", 0, length);
}

function compressionError(problem: string): FrameError {
  return connectionError(Http2ErrorCode.CompressionError, problem);
}
