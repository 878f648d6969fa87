import { describe, expect, test } from "vitest";
import { Http2ErrorCode } from "./error-code.ts";
import { FrameType } from "./frame-header.ts";
import {
  checkFrame,
  readContinuation,
  readData,
  readDependency,
  readGoAway,
  readHeaders,
  readPing,
  readRstStream,
  readWindowUpdate,
} from "./frame-reader.ts";
import { hex } from "./testdata/header-lists.ts";

/** A frame with a right length. */
function frame(type: number, flags: number, streamId: number, payload: string): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(9), hex(payload)]);
  bytes.writeUIntBE(bytes.length - 9, 0, 3);
  bytes.writeUInt8(type, 3);
  bytes.writeUInt8(flags, 4);
  bytes.writeUInt32BE(streamId, 5);
  return bytes;
}

const ack = 0x1;
const padded = 0x8;
const priority = 0x20;

describe("a frame as such", () => {
  test.each([
    ["DATA", frame(FrameType.Data, 0, 1, "")],
    ["HEADERS", frame(FrameType.Headers, 0, 1, "82")],
    ["PRIORITY", frame(FrameType.Priority, 0, 1, "0000000000")],
    ["RST_STREAM", frame(FrameType.RstStream, 0, 1, "00000008")],
    ["SETTINGS", frame(FrameType.Settings, 0, 0, "000100000000")],
    ["an answer to SETTINGS", frame(FrameType.Settings, ack, 0, "")],
    ["PING", frame(FrameType.Ping, 0, 0, "0000000000000000")],
    ["GOAWAY", frame(FrameType.GoAway, 0, 0, "0000000000000000")],
    ["WINDOW_UPDATE of a stream", frame(FrameType.WindowUpdate, 0, 1, "00000001")],
    ["WINDOW_UPDATE of the connection", frame(FrameType.WindowUpdate, 0, 0, "00000001")],
    ["CONTINUATION", frame(FrameType.Continuation, 0, 1, "")],
    ["a type that nobody knows, on a stream", frame(0x0a, 0xff, 1, "00")],
    ["a type that nobody knows, on the connection", frame(0xff, 0xff, 0, "")],
    ["SETTINGS with the reserved bit of the stream id", frame(FrameType.Settings, 0, 0x8000_0000, "")],
  ])("%s is right", (_, bytes) => {
    expect(() => checkFrame(bytes)).not.toThrow();
  });

  test.each([
    ["DATA on stream 0 (6.1)", frame(FrameType.Data, 0, 0, "")],
    ["HEADERS on stream 0 (6.2)", frame(FrameType.Headers, 0, 0, "82")],
    ["PRIORITY on stream 0 (6.3)", frame(FrameType.Priority, 0, 0, "0000000000")],
    ["RST_STREAM on stream 0 (6.4)", frame(FrameType.RstStream, 0, 0, "00000008")],
    ["SETTINGS on a stream (6.5)", frame(FrameType.Settings, 0, 1, "")],
    ["PUSH_PROMISE (6.6)", frame(FrameType.PushPromise, 4, 1, "0000000282")],
    ["PING on a stream (6.7)", frame(FrameType.Ping, 0, 1, "0000000000000000")],
    ["GOAWAY on a stream (6.8)", frame(FrameType.GoAway, 0, 1, "0000000000000000")],
    ["CONTINUATION on stream 0 (6.10)", frame(FrameType.Continuation, 0, 0, "")],
  ])("%s is a PROTOCOL_ERROR", (_, bytes) => {
    expect(() => checkFrame(bytes)).toThrow(
      expect.objectContaining({ code: Http2ErrorCode.ProtocolError, scope: "connection" }),
    );
  });

  test.each([
    ["RST_STREAM of 3 bytes (6.4)", frame(FrameType.RstStream, 0, 1, "000000")],
    ["RST_STREAM of 5 bytes (6.4)", frame(FrameType.RstStream, 0, 1, "0000000000")],
    ["SETTINGS of 5 bytes (6.5)", frame(FrameType.Settings, 0, 0, "0001000000")],
    ["an answer to SETTINGS with settings (6.5)", frame(FrameType.Settings, ack, 0, "000100000000")],
    ["PING of 7 bytes (6.7)", frame(FrameType.Ping, 0, 0, "00000000000000")],
    ["PING of 9 bytes (6.7)", frame(FrameType.Ping, ack, 0, "000000000000000000")],
    ["GOAWAY of 7 bytes (6.8)", frame(FrameType.GoAway, 0, 0, "00000000000000")],
    ["WINDOW_UPDATE of 3 bytes (6.9)", frame(FrameType.WindowUpdate, 0, 1, "000001")],
    ["WINDOW_UPDATE of 5 bytes (6.9)", frame(FrameType.WindowUpdate, 0, 0, "0000000001")],
  ])("%s is a FRAME_SIZE_ERROR of the connection", (_, bytes) => {
    expect(() => checkFrame(bytes)).toThrow(
      expect.objectContaining({ code: Http2ErrorCode.FrameSizeError, scope: "connection" }),
    );
  });

  test("PRIORITY of another length is a FRAME_SIZE_ERROR of its stream (6.3)", () => {
    for (const payload of ["00000000", "000000000000"]) {
      expect(() => checkFrame(frame(FrameType.Priority, 0, 1, payload))).toThrow(
        expect.objectContaining({ code: Http2ErrorCode.FrameSizeError, scope: "stream" }),
      );
    }
  });
});

describe("DATA", () => {
  test("is its payload", () => {
    expect(readData(frame(FrameType.Data, 0, 1, "0102"))).toEqual(hex("0102"));
  });

  test("leaves out padding, all of it may be", () => {
    expect(readData(frame(FrameType.Data, padded, 1, "02 0102 0000"))).toEqual(hex("0102"));
    expect(readData(frame(FrameType.Data, padded, 1, "00 0102"))).toEqual(hex("0102"));
    expect(readData(frame(FrameType.Data, padded, 1, "02 0000"))).toHaveLength(0);
    expect(readData(frame(FrameType.Data, padded, 1, "00"))).toHaveLength(0);
  });

  test("whose padding is as long as the payload or longer is a PROTOCOL_ERROR (6.1)", () => {
    for (const payload of ["01", "03 0000", "ff 00"]) {
      expect(() => readData(frame(FrameType.Data, padded, 1, payload))).toThrow(
        expect.objectContaining({ code: Http2ErrorCode.ProtocolError, scope: "connection" }),
      );
    }
  });

  test("without the length of its padding is a FRAME_SIZE_ERROR", () => {
    expect(() => readData(frame(FrameType.Data, padded, 1, ""))).toThrow(
      expect.objectContaining({ code: Http2ErrorCode.FrameSizeError }),
    );
  });
});

describe("HEADERS", () => {
  test("gives the block without padding and priority", () => {
    expect(readHeaders(frame(FrameType.Headers, 0, 1, "8286"))).toEqual(hex("8286"));
    expect(readHeaders(frame(FrameType.Headers, priority, 1, "00000003 10 8286"))).toEqual(hex("8286"));
    expect(readHeaders(frame(FrameType.Headers, padded | priority, 1, "01 00000003 10 8286 00"))).toEqual(hex("8286"));
    expect(readHeaders(frame(FrameType.Headers, padded, 1, "01 8286 00"))).toEqual(hex("8286"));
  });

  test.each([
    ["padding longer than what is left", padded | priority, "03 00000003 10 8286", Http2ErrorCode.ProtocolError],
    ["padding that would reach into the priority", padded | priority, "01 00000003 10", Http2ErrorCode.ProtocolError],
    ["half a priority", priority, "00000003", Http2ErrorCode.FrameSizeError],
    ["padding and half a priority", padded | priority, "00 00000003", Http2ErrorCode.FrameSizeError],
    ["no room for the padding's length", padded, "", Http2ErrorCode.FrameSizeError],
  ])("with %s is an error", (_, flags, payload, code) => {
    expect(() => readHeaders(frame(FrameType.Headers, flags, 1, payload))).toThrow(
      expect.objectContaining({ code, scope: "connection" }),
    );
  });

  test("says on which stream it depends, if on any", () => {
    expect(readDependency(frame(FrameType.Headers, 0, 1, "00000003 10 82"))).toBeUndefined();
    expect(readDependency(frame(FrameType.Headers, priority, 1, "80000003 10 82"))).toBe(3);
    expect(readDependency(frame(FrameType.Headers, padded | priority, 1, "00 00000003 10 82"))).toBe(3);
    expect(readDependency(frame(FrameType.Priority, 0xff, 1, "80000001 10"))).toBe(1);
  });
});

test("CONTINUATION is all block, whatever its flags", () => {
  expect(readContinuation(frame(FrameType.Continuation, 0xff, 1, "8286"))).toEqual(hex("8286"));
});

test("RST_STREAM has any reason", () => {
  expect(readRstStream(frame(FrameType.RstStream, 0, 1, "00000008"))).toBe(Http2ErrorCode.Cancel);
  expect(readRstStream(frame(FrameType.RstStream, 0, 1, "ffffffff"))).toBe(0xffff_ffff);
});

test("PING has eight bytes", () => {
  expect(readPing(frame(FrameType.Ping, 0, 0, "f102030405060708"))).toBe(0xf102030405060708n);
});

describe("WINDOW_UPDATE", () => {
  test("drops the reserved bit", () => {
    expect(readWindowUpdate(frame(FrameType.WindowUpdate, 0, 1, "80000001"))).toBe(1);
    expect(readWindowUpdate(frame(FrameType.WindowUpdate, 0, 1, "ffffffff"))).toBe(0x7fff_ffff);
  });

  test("by 0 is an error of its stream, or of the connection (6.9)", () => {
    for (const payload of ["00000000", "80000000"]) {
      expect(() => readWindowUpdate(frame(FrameType.WindowUpdate, 0, 1, payload))).toThrow(
        expect.objectContaining({ code: Http2ErrorCode.ProtocolError, scope: "stream" }),
      );
      expect(() => readWindowUpdate(frame(FrameType.WindowUpdate, 0, 0, payload))).toThrow(
        expect.objectContaining({ code: Http2ErrorCode.ProtocolError, scope: "connection" }),
      );
    }
  });
});

test("GOAWAY has the last id without its reserved bit, a reason, and a text that may be none", () => {
  expect(readGoAway(frame(FrameType.GoAway, 0, 0, "80000003 0000000b 746f6f ff"))).toEqual({
    lastStreamId: 3,
    code: Http2ErrorCode.EnhanceYourCalm,
    debug: "too\ufffd",
  });
});
