/** Bytes from hex digits; white space between them does not count. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replace(/\s+/g, ""), "hex");
}

/** Big-endian integers. */
export const u8 = (value: number): Buffer => Buffer.of(value & 0xff);
export const u16 = (value: number): Buffer => Buffer.of((value >>> 8) & 0xff, value & 0xff);
export const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value)]);

/** A text behind its length in four bytes, or in two. */
export const str4 = (text: string): Buffer => Buffer.concat([u32(Buffer.byteLength(text)), Buffer.from(text)]);
export const str2 = (text: string): Buffer => Buffer.concat([u16(Buffer.byteLength(text)), Buffer.from(text)]);

/** The types of Thrift messages. */
export const MessageType = { call: 1, reply: 2, exception: 3, oneway: 4 } as const;

/** What a Thrift message says; everything but the type has a default. */
export interface MessageParts {
  readonly type: number;
  readonly method?: string;
  readonly seqId?: number;
  /** The struct, its end included. Default: an empty one. */
  readonly body?: Buffer;
}

/** A strict Thrift message, without frame or header. */
export function message({ type, method = "Echo", seqId = 1, body = u8(0) }: MessageParts): Buffer {
  return Buffer.concat([u32((0x8001_0000 | type) >>> 0), str4(method), u32(seqId), body]);
}

/** A payload behind its length; `length` states a wrong one. */
export function frame(payload: Buffer, length: number = payload.length): Buffer {
  return Buffer.concat([u32(length), payload]);
}

/** A TTHeader, field by field; each can be wrong. */
export interface HeaderParts {
  readonly payload: Buffer;
  readonly seqId?: number;
  readonly flags?: number;
  readonly magic?: number;
  readonly protocol?: number;
  readonly transforms?: Buffer;
  readonly strings?: readonly (readonly [string, string])[];
  readonly ints?: readonly (readonly [number, string])[];
  /** Blocks as they are, in place of those of `strings` and `ints`. */
  readonly blocks?: Buffer;
  /** How many units of four bytes the header states to be long. */
  readonly units?: number;
  /** What LENGTH states. */
  readonly length?: number;
}

/** A whole TTHeader frame. */
export function headed(parts: HeaderParts): Buffer {
  const { payload, seqId = 1, flags = 0, magic = 0x1000, protocol = 0, transforms = Buffer.alloc(0) } = parts;
  const blocks = parts.blocks ?? Buffer.concat([stringBlock(parts.strings ?? []), intBlock(parts.ints ?? [])]);
  const unpadded = Buffer.concat([u8(protocol), u8(transforms.length), transforms, blocks]);
  const variable = Buffer.concat([unpadded, Buffer.alloc((4 - (unpadded.length % 4)) % 4)]);
  const units = parts.units ?? variable.length / 4;
  const rest = Buffer.concat([u16(magic), u16(flags), u32(seqId), u16(units), variable, payload]);
  return Buffer.concat([u32(parts.length ?? rest.length), rest]);
}

/** A block of string pairs; `count` states a wrong number of them. Empty without pairs. */
export function stringBlock(pairs: readonly (readonly [string, string])[], count: number = pairs.length): Buffer {
  if (count === 0) return Buffer.alloc(0);
  return Buffer.concat([u8(0x01), u16(count), ...pairs.flatMap(([key, value]) => [str2(key), str2(value)])]);
}

/** A block of pairs with integer keys. Empty without pairs. */
export function intBlock(pairs: readonly (readonly [number, string])[], count: number = pairs.length): Buffer {
  if (count === 0) return Buffer.alloc(0);
  return Buffer.concat([u8(0x10), u16(count), ...pairs.flatMap(([key, value]) => [u16(key), str2(value)])]);
}

/** The fields of Thrift structs. */
export const field = {
  struct: (id: number, fields: Buffer): Buffer => Buffer.concat([u8(12), u16(id), fields, u8(0)]),
  string: (id: number, text: string): Buffer => Buffer.concat([u8(11), u16(id), str4(text)]),
  i32: (id: number, value: number): Buffer => Buffer.concat([u8(8), u16(id), u32(value)]),
};

/** The arguments of `Echo`, and its result. */
export const echoArgs = (text: string): Buffer => Buffer.concat([field.struct(1, field.string(1, text)), u8(0)]);
export const echoResult = (text: string): Buffer => Buffer.concat([field.struct(0, field.string(1, text)), u8(0)]);

/** What an exception says. */
export const exceptionBody = (text: string, typeId: number): Buffer =>
  Buffer.concat([field.string(1, text), field.i32(2, typeId), u8(0)]);

/** The payload of a control frame: an unframed reply of `none` with sequence id 0. */
export const controlPayload: Buffer = message({ type: MessageType.reply, method: "none", seqId: 0 });

/** A frame that answers no call and says one thing about the connection. */
export function control(key: string, value: string): Buffer {
  return headed({ seqId: 0, strings: [[key, value]], payload: controlPayload });
}
