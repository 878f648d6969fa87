// Takes the messages of the test service apart, independently of the packages under test, and says what each byte is.

/** Some bytes that stand for one thing. */
export interface Piece {
  readonly bytes: Buffer;
  readonly meaning: string;
}

/** A field of a struct by its name, and the names of its own fields if it is one. */
export interface FieldName {
  readonly name: string;
  readonly fields?: FieldNames;
}
export type FieldNames = Readonly<Record<number, FieldName>>;

/** A message, and the message's bytes piece by piece, none left out. Throws for what is none. */
export function dissect(message: Buffer, names: FieldNames): readonly Piece[] {
  const reader = new PieceReader(message);
  if (message.readUInt16BE(4) === TTHEADER) readHeader(reader);
  const framed = message.readUInt16BE(reader.at) !== THRIFT;
  if (framed) reader.u32((length) => `frame: ${length} bytes follow`);
  const magic = message.readUInt16BE(reader.at);
  reader.take(2, magic === PROTOBUF ? "Kitex Protobuf" : "strict Thrift binary, version 1");
  readEnvelope(reader);
  if (magic === PROTOBUF) readProtobuf(reader, message.length, names);
  else readStruct(reader, names, "");
  if (reader.at !== message.length) throw new Error(`${message.length - reader.at} bytes are left`);
  return reader.pieces;
}

/** The pieces of a Protobuf message. Throws for what is none, or larger than those of the page. */
export function dissectProtobuf(message: Buffer, names: FieldNames): readonly Piece[] {
  const reader = new PieceReader(message);
  readProtobuf(reader, message.length, names);
  return reader.pieces;
}

const TTHEADER = 0x1000;
const THRIFT = 0x8001;
const PROTOBUF = 0x9001;

/** The length of the message at the front of `bytes`, which hold whole messages of one form. */
export function messageEnd(bytes: Buffer): number {
  // The bare messages of these captures stand alone.
  return bytes.readUInt16BE(0) === THRIFT ? bytes.length : 4 + bytes.readUInt32BE(0);
}

class PieceReader {
  readonly pieces: Piece[] = [];
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number, meaning: string): void {
    this.pieces.push({ bytes: this.#bytes.subarray(this.at, this.at + length), meaning });
    this.at += length;
  }

  u8(meaning: (value: number) => string): number {
    const value = this.#bytes.readUInt8(this.at);
    this.take(1, meaning(value));
    return value;
  }

  u16(meaning: (value: number) => string): number {
    const value = this.#bytes.readUInt16BE(this.at);
    this.take(2, meaning(value));
    return value;
  }

  u32(meaning: (value: number) => string): number {
    const value = this.#bytes.readUInt32BE(this.at);
    this.take(4, meaning(value));
    return value;
  }

  /** A text behind its length of `size` bytes. */
  text(size: 1 | 2 | 4, meaning: (text: string) => string): string {
    const start = this.at + size;
    const text = this.#bytes.toString("utf8", start, start + this.#bytes.readUIntBE(this.at, size));
    this.take(size + Buffer.byteLength(text), meaning(text));
    return text;
  }

  peek(offset = 0): number {
    return this.#bytes.readUInt8(this.at + offset);
  }
}

function readHeader(reader: PieceReader): void {
  reader.u32((length) => `LENGTH: ${length} bytes follow`);
  reader.take(2, "TTHeader");
  reader.u16((flags) => `flags${flags === 1 ? ": replies may come in any order" : ""}`);
  reader.u32((seqId) => `sequence id ${seqId | 0}`);
  const units = reader.u16((count) => `header: ${count} × 4 bytes follow`);
  const end = reader.at + units * 4;
  reader.u8(() => "protocol: Thrift binary");
  reader.u8((count) => `${count} transforms`);
  while (reader.at < end) readBlock(reader, end);
}

function readBlock(reader: PieceReader, end: number): void {
  switch (reader.peek()) {
    case 0x00:
      reader.take(end - reader.at, "padding to 4 bytes");
      return;
    case 0x01: {
      const count = pairs(reader, "texts by text");
      for (let index = 0; index < count; index++) {
        const key = reader.text(2, (name) => `  ${quoted(name)}${stringKeys[name] ?? ""}`);
        reader.text(2, (value) => `    ${quoted(value)}${key.startsWith("RPC_") ? ", metadata" : ""}`);
      }
      return;
    }
    case 0x10: {
      const count = pairs(reader, "texts by number");
      for (let index = 0; index < count; index++) {
        reader.u16((key) => `  key ${key}: ${intKeys[key] ?? "unknown"}`);
        reader.text(2, (value) => `    ${quoted(value)}`);
      }
      return;
    }
    default:
      throw new Error(`a block ${reader.peek()} that no capture has`);
  }
}

function pairs(reader: PieceReader, what: string): number {
  reader.u8((kind) => `block 0x${kind.toString(16).padStart(2, "0")}: ${what}`);
  return reader.u16((count) => `${count} ${count === 1 ? "pair" : "pairs"}`);
}

const stringKeys: Readonly<Record<string, string>> = {
  isn: ": the service's name in the IDL",
  "kx.mux": ": this connection may be shared",
  "kx.cancel": ": nobody waits for the call of this sequence id",
  crrst: ": no further call on this connection",
};

const intKeys: Readonly<Record<number, string>> = {
  1: "form of the payload",
  3: "caller's service",
  6: "called service, in discovery",
  9: "called method",
  12: "milliseconds that are left for the call",
  20: "caller's method",
  22: "type of the message",
};

function readEnvelope(reader: PieceReader): void {
  reader.u16((type) => `type ${type}: ${["", "call", "reply", "exception", "oneway"][type] ?? "unknown"}`);
  reader.text(4, (method) => `method ${quoted(method)}`);
  reader.u32((seqId) => `sequence id ${seqId | 0}`);
}

function readStruct(reader: PieceReader, names: FieldNames, indent: string): void {
  while (reader.peek() !== 0) {
    const type = reader.peek();
    const id = (reader.peek(1) << 8) | reader.peek(2);
    const field = names[id];
    if (field === undefined) throw new Error(`a field ${id} that no capture has`);
    reader.take(3, `${indent}field ${id}, ${type === STRUCT ? "struct" : "string"}: ${field.name}`);
    if (type === STRUCT) readStruct(reader, field.fields ?? {}, `${indent}  `);
    else reader.text(4, (text) => `${indent}  ${quoted(text)}`);
  }
  reader.take(1, `${indent}end of the struct`);
}

const STRUCT = 12;

/** Fields of numbers below 16, and values below 128, are all that the page has: each is one byte. */
function readProtobuf(reader: PieceReader, end: number, names: FieldNames): void {
  while (reader.at < end) {
    const tag = reader.peek();
    const field = names[tag >> 3];
    const isText = (tag & 7) === 2;
    if (tag >= 0x80 || field === undefined) throw new Error(`a field of tag ${tag} that no capture has`);
    reader.take(1, `field ${tag >> 3}, ${isText ? "text" : "varint"}: ${field.name}`);
    if (reader.peek() >= 0x80) throw new Error("a length or number that takes several bytes");
    if (isText) reader.text(1, (text) => `  ${quoted(text)}`);
    else reader.u8((value) => `  ${value}`);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Pieces as lines: offset, bytes in rows of 16, meaning. */
export function linesOf(pieces: readonly Piece[]): readonly string[] {
  const lines: string[] = [];
  let offset = 0;
  for (const { bytes, meaning } of pieces) {
    for (let from = 0; from < bytes.length; from += ROW) {
      const row = bytes.subarray(from, from + ROW);
      const digits = row.toString("hex").replace(/(..)(?!$)/g, "$1 ");
      const place = (offset + from).toString(16).padStart(4, "0");
      lines.push(`${place}  ${digits.padEnd(ROW * 3 - 1)}  ${from === 0 ? meaning : ""}`.trimEnd());
    }
    offset += bytes.length;
  }
  return lines;
}

const ROW = 16;
