// HTTP/2's frames as bytes, right and wrong: written here anew, so that a test does not believe the code it tests.

/** Name and value. */
export type Field = readonly [name: string, value: string];

/** Id and value, as in SETTINGS. */
export type Setting = readonly [id: number, value: number];

export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

const noBytes: Buffer = Buffer.alloc(0);

/** Any frame; the length is the payload's. */
export function frame(type: number, flags: number, streamId: number, payload: Buffer = noBytes): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/** DATA with END_STREAM when `end` is given. */
export function data(streamId: number, bytes: Buffer | string, end?: "end"): Buffer {
  return frame(0, end === "end" ? 1 : 0, streamId, Buffer.from(bytes));
}

/** HEADERS with a whole block; with END_STREAM when `end` is given. */
export function headers(streamId: number, fields: readonly Field[], end?: "end"): Buffer {
  return frame(1, end === "end" ? 5 : 4, streamId, block(fields));
}

export function rstStream(streamId: number, code: number): Buffer {
  return frame(3, 0, streamId, u32(code));
}

export function settings(...values: readonly Setting[]): Buffer {
  const payload = values.map(([id, value]) => Buffer.concat([Buffer.of(id >> 8, id & 0xff), u32(value)]));
  return frame(4, 0, 0, Buffer.concat(payload));
}

export const settingsAck: Buffer = frame(4, 1, 0);

/** PING with eight bytes in hexadecimal digits. */
export function ping(payload: string): Buffer {
  return frame(6, 0, 0, Buffer.from(payload, "hex"));
}

export function pingAck(payload: string): Buffer {
  return frame(6, 1, 0, Buffer.from(payload, "hex"));
}

export function goAway(lastStreamId: number, code: number, debug = ""): Buffer {
  return frame(7, 0, 0, Buffer.concat([u32(lastStreamId), u32(code), Buffer.from(debug)]));
}

export function windowUpdate(streamId: number, increment: number): Buffer {
  return frame(8, 0, streamId, u32(increment));
}

/** A header block of literals that no table remembers, names and values of up to 126 bytes, without Huffman coding. */
export function block(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The fields of a POST. */
export const request: readonly Field[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/"],
];

/** The fields of a response. */
export const response: readonly Field[] = [[":status", "200"]];
