import { thrift } from "@kitex-ts/codec-thrift";

/** A message as a peer in a test reads it: every field as it stood on the wire. */
export interface Incoming {
  readonly header: IncomingHeader | undefined;
  /** Whether the payload had a length in front. */
  readonly framed: boolean;
  readonly type: number;
  readonly method: string;
  readonly seqId: number;
  /** The struct behind the envelope. */
  readonly body: Buffer;
}

/** The TTHeader of a message. */
export interface IncomingHeader {
  readonly flags: number;
  readonly seqId: number;
  readonly strings: ReadonlyMap<string, string>;
  readonly ints: ReadonlyMap<number, string>;
  /** What stands in the block of the access token. */
  readonly token: string | undefined;
}

const noLimits = { maxDepth: 1000, maxElements: Number.MAX_SAFE_INTEGER };

/** Cuts the bytes of a well-behaved peer into messages and reads them, independently of the packages under test. */
export class MessageStream {
  #pending = Buffer.alloc(0);

  /** Messages that are whole with these bytes. */
  push(chunk: Buffer): Incoming[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const messages: Incoming[] = [];
    for (let length = this.#length(); length !== undefined && length <= this.#pending.length; length = this.#length()) {
      messages.push(readMessage(this.#pending.subarray(0, length)));
      this.#pending = this.#pending.subarray(length);
    }
    return messages;
  }

  #length(): number | undefined {
    const pending = this.#pending;
    if (pending.length < 8) return undefined;
    if (pending.readUInt16BE(0) !== 0x8001) return pending.readUInt32BE(0) + 4;
    // Only walking over the struct finds the end of a bare message; the walk has tests of its own.
    return thrift.messageLength?.(noLimits)({
      length: pending.length,
      u8: (at) => pending.readUInt8(at),
      u32: (at) => pending.readUInt32BE(at),
    });
  }
}

/** Reads one whole message. */
export function readMessage(bytes: Buffer): Incoming {
  const header = bytes.readUInt16BE(4) === 0x1000 ? readHeader(bytes) : undefined;
  const payload = header === undefined ? bytes : bytes.subarray(14 + bytes.readUInt16BE(12) * 4);
  const framed = payload.readUInt16BE(0) !== 0x8001;
  const bare = framed ? payload.subarray(4) : payload;
  if (framed && payload.readUInt32BE(0) !== bare.length) throw new Error("a frame and its length disagree");
  const nameEnd = 8 + bare.readUInt32BE(4);
  return {
    header,
    framed,
    type: bare.readUInt16BE(2),
    method: bare.toString("utf8", 8, nameEnd),
    seqId: bare.readInt32BE(nameEnd),
    body: bare.subarray(nameEnd + 4),
  };
}

function readHeader(bytes: Buffer): IncomingHeader {
  const strings = new Map<string, string>();
  const ints = new Map<number, string>();
  let token: string | undefined;
  const end = 14 + bytes.readUInt16BE(12) * 4;
  let at = 16 + bytes.readUInt8(15);
  const text = (): string => {
    const from = at + 2;
    at = from + bytes.readUInt16BE(at);
    return bytes.toString("utf8", from, at);
  };
  while (at < end) {
    const block = bytes.readUInt8(at);
    at += 1;
    if (block === 0x00) continue;
    if (block === 0x11) {
      token = text();
      continue;
    }
    if (block !== 0x01 && block !== 0x10) throw new Error(`a block ${block} that no test expects`);
    let count = bytes.readUInt16BE(at);
    at += 2;
    for (; count > 0; count--) {
      if (block === 0x01) strings.set(text(), text());
      else {
        const key = bytes.readUInt16BE(at);
        at += 2;
        ints.set(key, text());
      }
    }
  }
  return { flags: bytes.readUInt16BE(6), seqId: bytes.readInt32BE(8), strings, ints, token };
}
