// HTTP/2's frames as bytes, right and wrong: written here anew, so that a test does not believe the code it tests.

/** The types of RFC 9113 section 6. */
export const Type = {
  Data: 0,
  Headers: 1,
  Priority: 2,
  RstStream: 3,
  Settings: 4,
  PushPromise: 5,
  Ping: 6,
  GoAway: 7,
  WindowUpdate: 8,
  Continuation: 9,
} as const;

export const Flag = { EndStream: 0x1, Ack: 0x1, EndHeaders: 0x4, Padded: 0x8, Priority: 0x20 } as const;

/** The settings of RFC 9113 section 6.5.2. */
export const Setting = {
  HeaderTableSize: 1,
  EnablePush: 2,
  MaxConcurrentStreams: 3,
  InitialWindowSize: 4,
  MaxFrameSize: 5,
  MaxHeaderListSize: 6,
} as const;

export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** What a frame with END_STREAM is given, and one without. */
export type Ending = "end" | "open";

/** A frame that came. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** Any frame; the length is the payload's. */
export function frame(type: number, flags: number, streamId: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId >>> 0, 5);
  return Buffer.concat([header, payload]);
}

export function dataFrame(streamId: number, data: string | Buffer, ending: Ending): Buffer {
  return frame(Type.Data, endFlag(ending), streamId, Buffer.from(data));
}

/** DATA with so many bytes of padding. */
export function paddedDataFrame(streamId: number, data: string, padding: number, ending: Ending): Buffer {
  const payload = Buffer.concat([Buffer.of(padding), Buffer.from(data), Buffer.alloc(padding)]);
  return frame(Type.Data, endFlag(ending) | Flag.Padded, streamId, payload);
}

/** HEADERS with a whole block. */
export function headersFrame(streamId: number, block: Buffer, ending: Ending): Buffer {
  return frame(Type.Headers, endFlag(ending) | Flag.EndHeaders, streamId, block);
}

/** HEADERS with the first piece of a block. */
export function openHeadersFrame(streamId: number, piece: Buffer, ending: Ending): Buffer {
  return frame(Type.Headers, endFlag(ending), streamId, piece);
}

/** A further piece of a block; `last` completes it. */
export function continuationFrame(streamId: number, piece: Buffer, place: "last" | "middle"): Buffer {
  return frame(Type.Continuation, place === "last" ? Flag.EndHeaders : 0, streamId, piece);
}

/** The five bytes of a priority (RFC 7540 section 6.3). */
export function priority(dependsOn: number, weight: number, exclusive = false): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE((dependsOn | (exclusive ? 0x8000_0000 : 0)) >>> 0, 0);
  bytes[4] = weight;
  return bytes;
}

export function rstStreamFrame(streamId: number, code: number): Buffer {
  return frame(Type.RstStream, 0, streamId, u32(code));
}

/** One setting. */
export type SettingEntry = readonly [id: number, value: number];

/** SETTINGS, in this order. */
export function settingsFrame(...entries: readonly SettingEntry[]): Buffer {
  const payload = entries.map(([id, value]) => {
    const entry = Buffer.alloc(6);
    entry.writeUInt16BE(id, 0);
    entry.writeUInt32BE(value, 2);
    return entry;
  });
  return frame(Type.Settings, 0, 0, Buffer.concat(payload));
}

export const settingsAck: Buffer = frame(Type.Settings, Flag.Ack, 0);

/** PING with eight characters. */
export function pingFrame(payload: string, flags = 0): Buffer {
  return frame(Type.Ping, flags, 0, Buffer.from(payload, "latin1"));
}

export function goAwayFrame(lastStreamId: number, code: number, debug = ""): Buffer {
  return frame(Type.GoAway, 0, 0, Buffer.concat([u32(lastStreamId), u32(code), Buffer.from(debug)]));
}

export function windowUpdateFrame(streamId: number, increment: number): Buffer {
  return frame(Type.WindowUpdate, 0, streamId, u32(increment));
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0, 0);
  return bytes;
}

function endFlag(ending: Ending): number {
  return ending === "end" ? Flag.EndStream : 0;
}

/** For error messages: `RST_STREAM(1) on 3`, or its first bytes. */
export function frameText({ type, flags, streamId, payload }: Frame): string {
  const name = Object.entries(Type).find(([, value]) => value === type)?.[0] ?? `type ${type}`;
  const code = type === Type.RstStream ? payload.readUInt32BE(0) : type === Type.GoAway ? payload.readUInt32BE(4) : "";
  const said = type === Type.GoAway ? ` "${payload.toString("utf8", 8)}"` : "";
  return `${name}(${code}) flags ${flags} on ${streamId}, ${payload.length} bytes${said}`;
}
