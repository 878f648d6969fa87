import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { fieldFault, quoted } from "../field-rules.ts";
import type { HeaderField, HeaderList } from "../header-list.ts";
import { EncoderTable, type KnownName } from "./encoder-table.ts";
import { huffmanLength, writeHuffman } from "./huffman-encoder.ts";
import { type Prefix, writeInteger } from "./integer.ts";
import { RecentBlocks } from "./recent-blocks.ts";

/** What fields and strings begin with: RFC 7541 sections 6 and 5.2. */
const indexed: Prefix = { high: 0x80, bits: 7 };
const insertedLiteral: Prefix = { high: 0x40, bits: 6 };
const sizeUpdate: Prefix = { high: 0x20, bits: 5 };
const neverIndexedLiteral: Prefix = { high: 0x10, bits: 4 };
const plainLiteral: Prefix = { high: 0x00, bits: 4 };
const huffmanString: Prefix = { high: 0x80, bits: 7 };
const plainString: Prefix = { high: 0x00, bits: 7 };

/** What an encoder's table is never larger than, whatever the peer allows: RFC 7541's default. */
const mostTableBytes = 4096;

/**
 * Writes header lists as blocks (RFC 7541), one encoder for all that a connection sends.
 *
 * The peer reads blocks in the order in which they are encoded here: what was encoded must be sent.
 */
export class HeaderEncoder {
  readonly #table = new EncoderTable(mostTableBytes);
  /** Lists whose fields are all in the tables. */
  readonly #recent = new RecentBlocks();
  /** The smallest size that the table had since the last block, if it was changed. */
  #smallest: number | undefined;

  /** Bytes that the entries of the dynamic table count for. */
  get tableBytes(): number {
    return this.#table.size;
  }

  /** Keeps to what the peer's SETTINGS_HEADER_TABLE_SIZE allows; the next block tells the peer. */
  limitTable(bytes: number): void {
    this.#resize(Math.min(bytes, mostTableBytes));
  }

  /**
   * Appends the block of a list. Throws a `RangeError` for a field that HTTP/2 does not allow (RFC 9113 section 8.2) or
   * with a character above U+00FF; nothing is appended then.
   */
  encode(list: HeaderList, out: ByteWriter): void {
    const known = this.#recent.byList(list);
    if (known?.bytes !== undefined) {
      out.writeBytes(known.bytes);
      return;
    }
    const start = out.length;
    if (!this.#writeBlock(list, out)) return;
    if (known === undefined) {
      this.#recent.add({ list, bytes: undefined });
      return;
    }
    // A list that came a second time will come a third.
    known.bytes = Buffer.concat(out.cut(start));
    out.writeBytes(known.bytes);
  }

  /** Says whether all fields were in the tables, so that the block stays the same while they do. */
  #writeBlock(list: HeaderList, out: ByteWriter): boolean {
    const start = out.length;
    try {
      this.#writeSizeUpdates(out);
      let allIndexed = true;
      for (const field of list.fields) if (!this.#writeField(field, out)) allIndexed = false;
      return allIndexed;
    } catch (error) {
      out.truncate(start);
      this.#startOver();
      throw error;
    }
  }

  #writeField(field: HeaderField, out: ByteWriter): boolean {
    const known = this.#table.known(field.name);
    const { value } = field;
    const index = field.neverIndexed === true ? 0 : this.#table.indexOf(known, value);
    if (index > 0) {
      writeInteger(out, indexed, index);
      return true;
    }
    // What is in a table was looked at before.
    const fault = fieldFault(field);
    if (fault !== undefined) throw new RangeError(`cannot send ${fault}`);
    if (field.neverIndexed === true) {
      this.#writeLiteral(neverIndexedLiteral, known, value, out);
    } else if (this.#table.deserves(known, value)) {
      this.#writeLiteral(insertedLiteral, known, value, out);
      this.#table.insert(known, value);
      this.#recent.clear();
    } else {
      this.#writeLiteral(plainLiteral, known, value, out);
    }
    return false;
  }

  #writeLiteral(prefix: Prefix, known: KnownName, value: string, out: ByteWriter): void {
    const index = this.#table.nameIndexOf(known);
    writeInteger(out, prefix, index);
    if (index === 0) writeString(out, known.name);
    writeString(out, value);
  }

  /** The peer will not see what a block did to the table, nor what it said of its size: both begin with an empty one. */
  #startOver(): void {
    const { capacity } = this.#table;
    this.#table.resize(0);
    this.#table.resize(capacity);
    this.#recent.clear();
    this.#smallest = 0;
  }

  #resize(capacity: number): void {
    if (capacity === this.#table.capacity) return;
    this.#smallest = Math.min(this.#smallest ?? capacity, capacity);
    this.#table.resize(capacity);
    this.#recent.clear();
  }

  /** RFC 7541 section 4.2: the smallest size since the last block, then the one that holds. */
  #writeSizeUpdates(out: ByteWriter): void {
    if (this.#smallest === undefined) return;
    if (this.#smallest < this.#table.capacity) writeInteger(out, sizeUpdate, this.#smallest);
    writeInteger(out, sizeUpdate, this.#table.capacity);
    this.#smallest = undefined;
  }
}

/** Appends a string as Huffman code where that is shorter (RFC 7541 section 5.2). */
function writeString(out: ByteWriter, text: string): void {
  const coded = huffmanLength(text);
  if (Number.isNaN(coded)) throw new RangeError(`cannot send ${quoted(text)}, which has a character above U+00FF`);
  if (coded < text.length) {
    writeInteger(out, huffmanString, coded);
    writeHuffman(out, text);
    return;
  }
  writeInteger(out, plainString, text.length);
  for (let i = 0; i < text.length; i++) out.writeByte(text.charCodeAt(i));
}
