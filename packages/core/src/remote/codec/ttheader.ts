import { ByteWriter, hasBytesAt, i32At, u16At } from "@kitex-ts/netpoll/buffer";
import { ProtocolViolation } from "../protocol-violation.ts";
import { ACL_TOKEN_KEY } from "../transmeta/keys.ts";
import type { WireLimits } from "../wire-limits.ts";

// 0        4      6      8        12      14
// | LENGTH | 1000 | flags | seq id | size | protocol · transforms · blocks · padding | payload
//   bytes    magic                   ÷ 4    `size` × 4 bytes
//   after it

/** Bytes before the variable part. */
export const TTHEADER_FIXED_BYTES = 14;
const TTHEADER_MAGIC = 0x1000;

/** Bits of a TTHeader's flags. */
export const TTHeaderFlag = {
  /** The sender takes replies in any order. */
  OutOfOrder: 0x0001,
  /** A frame of a stream. */
  Streaming: 0x0002,
} as const;

const InfoId = { Padding: 0x00, KeyValue: 0x01, IntKeyValue: 0x10, AclToken: 0x11 } as const;

/** Thrift binary; Kitex writes it before every unary payload. */
const PROTOCOL_THRIFT_BINARY = 0x00;
/** What a receiver takes: thrift binary, compact v2 (an old mistake of Kitex), protobuf, and the two of streams. */
const ACCEPTED_PROTOCOLS = new Set([0x00, 0x03, 0x04, 0x10, 0x11]);

/** The variable part, read. */
export interface TTHeader {
  readonly flags: number;
  readonly seqId: number;
  readonly strings: ReadonlyMap<string, string>;
  readonly ints: ReadonlyMap<number, string>;
  /** Where the payload begins in the frame. */
  readonly payloadStart: number;
}

/** The pairs of a header, in the order in which they are written. */
export interface TTHeaderPairs {
  readonly strings: readonly (readonly [string, string])[];
  readonly ints: readonly (readonly [number, string])[];
}

/** What goes into a header: its pairs, or what `encodePairs` made of them. */
export type TTHeaderContent = { readonly flags: number; readonly seqId: number } & (
  | TTHeaderPairs
  | { readonly encoded: Uint8Array }
);

/** Whether these are the first bytes of a TTHeader frame; takes the second 32-bit word of it. */
export function isTTHeader(secondWord: number): boolean {
  return secondWord >>> 16 === TTHEADER_MAGIC;
}

/**
 * Writes a frame: the header, then whatever `writePayload` appends, then the length in front.
 *
 * Throws a `RangeError` when a key or value is longer than 65,535 bytes or the header than 262,140.
 */
export function writeTTHeader(out: ByteWriter, content: TTHeaderContent, writePayload: () => void): void {
  const lengthAt = beginTTHeader(out, content);
  writePayload();
  endTTHeader(out, lengthAt);
}

/** Fills in the length of a frame behind whose payload `out` stands; `beginTTHeader` gave the place. */
export function endTTHeader(out: ByteWriter, lengthAt: number): void {
  out.fillI32(lengthAt, out.length - lengthAt - 4);
}

/** Writes the header of a frame and says where its length is to be filled in. Throws what `writeTTHeader` throws. */
export function beginTTHeader(out: ByteWriter, content: TTHeaderContent): number {
  const lengthAt = out.reserve(4);
  out.writeI16(TTHEADER_MAGIC);
  out.writeI16(content.flags);
  out.writeI32(content.seqId);
  if ("encoded" in content) {
    out.writeI16(content.encoded.length / 4);
    out.writeBytes(content.encoded);
  } else {
    const sizeAt = out.reserve(2);
    const start = out.length;
    writeVariablePart(out, content);
    const units = (out.length - start) / 4;
    if (units > 0xffff) throw new RangeError(`a header of ${units * 4} bytes is longer than TTHeader's 262140`);
    out.fillI16(sizeAt, units);
  }
  return lengthAt;
}

/** Encodes the pairs of headers that are the same for many messages. */
export function encodePairs(pairs: TTHeaderPairs): Uint8Array {
  const out = new ByteWriter();
  writeVariablePart(out, pairs);
  return Buffer.concat(out.take());
}

function writeVariablePart(out: ByteWriter, { strings, ints }: TTHeaderPairs): void {
  const start = out.length;
  out.writeByte(PROTOCOL_THRIFT_BINARY);
  out.writeByte(0);
  writeStrings(out, strings);
  if (ints.length > 0) {
    out.writeByte(InfoId.IntKeyValue);
    out.writeI16(ints.length);
    for (const [key, value] of ints) {
      out.writeI16(key);
      out.writeString16(value);
    }
  }
  while ((out.length - start) % 4 !== 0) out.writeByte(InfoId.Padding);
}

function writeStrings(out: ByteWriter, strings: TTHeaderPairs["strings"]): void {
  const token = strings.find(([key]) => key === ACL_TOKEN_KEY);
  if (token !== undefined) {
    out.writeByte(InfoId.AclToken);
    out.writeString16(token[1]);
  }
  const count = token === undefined ? strings.length : strings.length - 1;
  if (count === 0) return;
  out.writeByte(InfoId.KeyValue);
  out.writeI16(count);
  for (const [key, value] of strings) {
    if (key === ACL_TOKEN_KEY) continue;
    out.writeString16(key);
    out.writeString16(value);
  }
}

/** Reads the header of a whole frame. Throws a `ProtocolViolation` when it is none, or over a limit. */
export function readTTHeader(frame: Buffer, limits: WireLimits, recent?: RecentHeaders): TTHeader {
  const size = u16At(frame, 12) * 4;
  if (size === 0) throw new ProtocolViolation("invalid header length[0]");
  if (size > limits.maxHeaderBytes) {
    throw new ProtocolViolation(`a header of ${size} bytes is over the limit of ${limits.maxHeaderBytes}`);
  }
  const payloadStart = TTHEADER_FIXED_BYTES + size;
  if (payloadStart > frame.length) throw new ProtocolViolation(`a header of ${size} bytes is longer than its frame`);
  let pairs = recent?.find(frame, payloadStart);
  if (pairs === undefined) {
    pairs = readPairs(frame, payloadStart, limits);
    recent?.remember(frame, payloadStart, pairs);
  }
  const { strings, ints } = pairs;
  return { flags: u16At(frame, 6), seqId: i32At(frame, 8), strings, ints, payloadStart };
}

type ReadPairs = Pick<TTHeader, "strings" | "ints">;

function readPairs(frame: Buffer, payloadStart: number, limits: WireLimits): ReadPairs {
  const reader = new BlockReader(frame, TTHEADER_FIXED_BYTES, payloadStart, limits);
  const protocol = reader.u8();
  if (!ACCEPTED_PROTOCOLS.has(protocol)) throw new ProtocolViolation(`unsupported ProtocolID[${protocol}]`);
  reader.pass(reader.u8()); // transform ids: none is known, and none changes the payload
  reader.readBlocks();
  return reader;
}

/** Headers that one connection remembers, and the most bytes of one: 4 KiB for a connection at most. */
const MOST_REMEMBERED = 4;
const MOST_REMEMBERED_BYTES = 1_024;

/** The last headers of a connection: most of a peer's are the same, byte for byte, and need not be read again. */
export class RecentHeaders {
  readonly #headers: { readonly bytes: Uint8Array; readonly pairs: ReadPairs }[] = [];
  #next = 0;

  /** What the header of `frame` said when it was read before. */
  find(frame: Buffer, payloadStart: number): ReadPairs | undefined {
    const size = payloadStart - TTHEADER_FIXED_BYTES;
    for (const { bytes, pairs } of this.#headers) {
      if (bytes.length === size && hasBytesAt(frame, TTHEADER_FIXED_BYTES, bytes)) return pairs;
    }
    return undefined;
  }

  /** Remembers a header that was read without fault, in place of the oldest. */
  remember(frame: Buffer, payloadStart: number, pairs: ReadPairs): void {
    if (payloadStart > MOST_REMEMBERED_BYTES) return;
    const bytes = Uint8Array.prototype.slice.call(frame, TTHEADER_FIXED_BYTES, payloadStart);
    this.#headers[this.#next] = { bytes, pairs };
    this.#next = (this.#next + 1) % MOST_REMEMBERED;
  }
}

class BlockReader {
  readonly strings = new Map<string, string>();
  readonly ints = new Map<number, string>();
  readonly #frame: Buffer;
  readonly #end: number;
  readonly #limits: WireLimits;
  #at: number;
  #pairs = 0;

  constructor(frame: Buffer, start: number, end: number, limits: WireLimits) {
    this.#frame = frame;
    this.#at = start;
    this.#end = end;
    this.#limits = limits;
  }

  readBlocks(): void {
    while (this.#at < this.#end) {
      const id = this.u8();
      switch (id) {
        case InfoId.Padding:
          break;
        case InfoId.KeyValue:
          for (let count = this.#count(); count > 0; count--) this.strings.set(this.#key(), this.#text());
          break;
        case InfoId.IntKeyValue:
          for (let count = this.#count(); count > 0; count--) this.ints.set(this.#u16(), this.#text());
          break;
        case InfoId.AclToken:
          this.strings.set(ACL_TOKEN_KEY, this.#text());
          break;
        default:
          throw new ProtocolViolation(`invalid infoIDType[0x${id.toString(16)}]`);
      }
    }
  }

  u8(): number {
    this.pass(1);
    return this.#frame[this.#at - 1] as number;
  }

  pass(bytes: number): void {
    if (bytes > this.#end - this.#at) throw new ProtocolViolation("a header block is longer than its header");
    this.#at += bytes;
  }

  #count(): number {
    const count = this.#u16();
    this.#pairs += count;
    if (this.#pairs > this.#limits.maxHeaderPairs) {
      throw new ProtocolViolation(
        `a header of ${this.#pairs} pairs is over the limit of ${this.#limits.maxHeaderPairs}`,
      );
    }
    return count;
  }

  #key(): string {
    return this.#text(this.#limits.maxHeaderKeyBytes);
  }

  #u16(): number {
    this.pass(2);
    return u16At(this.#frame, this.#at - 2);
  }

  #text(maxBytes: number = 0xffff): string {
    const length = this.#u16();
    if (length > maxBytes)
      throw new ProtocolViolation(`a header key of ${length} bytes is over the limit of ${maxBytes}`);
    this.pass(length);
    return this.#frame.toString("utf8", this.#at - length, this.#at);
  }
}
