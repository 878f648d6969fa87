import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Http2ErrorCode } from "./error-code.ts";
import { FrameFlag, FrameType, frameLength, frameType, hasFlag, streamIdOf } from "./frame-header.ts";
import { checkFrame, readGoAway, readPing, readRstStream, readWindowUpdate } from "./frame-reader.ts";
import {
  connectionPreface,
  fillFrameHeader,
  reserveFrameHeader,
  writeFrameHeader,
  writeGoAway,
  writePing,
  writePingAck,
  writeRstStream,
  writeSettingsAck,
  writeWindowUpdate,
} from "./frame-writer.ts";
import { hex } from "./testdata/header-lists.ts";

/** What `write` appends; the blocks are so small that nothing larger than eight bytes fits one. */
function written(write: (out: ByteWriter) => void, blockBytes = 9): Buffer {
  const out = new ByteWriter(blockBytes);
  write(out);
  return Buffer.concat(out.take());
}

/** Bytes as the connection shows them while they arrive. */
const pending = (bytes: Buffer): Parameters<typeof frameLength>[0] => ({
  length: bytes.length,
  u8: (offset) => bytes.readUInt8(offset),
  u32: (offset) => bytes.readUInt32BE(offset),
});

test("the preface is RFC 9113 section 3.4's", () => {
  expect(connectionPreface).toEqual(hex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a"));
});

test("a header says the same, written at once or filled in later, and is read back", () => {
  const part = { length: fc.nat(0xff_ffff), type: fc.nat(255), flags: fc.nat(255), streamId: fc.nat(0x7fff_ffff) };
  fc.assert(
    fc.property(fc.record(part), fc.integer({ min: 9, max: 30 }), ({ length, type, flags, streamId }, blockBytes) => {
      const atOnce = written((out) => writeFrameHeader(out, length, type, flags, streamId), blockBytes);
      const later = written((out) => {
        const at = reserveFrameHeader(out);
        out.writeI32(-1);
        fillFrameHeader(out, at, length, type, flags, streamId);
      }, blockBytes);
      expect(atOnce).toEqual(later.subarray(0, 9));
      expect(later.subarray(9)).toEqual(hex("ffffffff"));
      expect(frameLength(pending(atOnce))).toBe(9 + length);
      expect(frameType(atOnce)).toBe(type);
      expect(streamIdOf(atOnce)).toBe(streamId);
      for (let bit = 1; bit < 256; bit <<= 1) expect(hasFlag(atOnce, bit)).toBe((flags & bit) !== 0);
    }),
  );
});

test("the length of a frame is known from four bytes on", () => {
  expect(frameLength(pending(hex("000001")))).toBeUndefined();
  expect(frameLength(pending(hex("00000100")))).toBe(10);
  expect(frameLength(pending(hex("ffffff00")))).toBe(9 + 0xff_ffff);
});

describe("each frame passes the reader's checks and says what was meant", () => {
  test("RST_STREAM", () => {
    const frame = written((out) => writeRstStream(out, 5, Http2ErrorCode.Cancel));
    expect(frame).toEqual(hex("000004 03 00 00000005 00000008"));
    checkFrame(frame);
    expect(readRstStream(frame)).toBe(Http2ErrorCode.Cancel);
  });

  test("WINDOW_UPDATE", () => {
    const frame = written((out) => writeWindowUpdate(out, 0, 0x7fff_ffff));
    expect(frame).toEqual(hex("000004 08 00 00000000 7fffffff"));
    checkFrame(frame);
    expect(readWindowUpdate(frame)).toBe(0x7fff_ffff);
  });

  test("PING and its answer", () => {
    const ping = written((out) => writePing(out, 0xf102030405060708n));
    const answer = written((out) => writePingAck(out, readPing(ping)));
    expect(ping).toEqual(hex("000008 06 00 00000000 f102030405060708"));
    expect(answer).toEqual(hex("000008 06 01 00000000 f102030405060708"));
    checkFrame(answer);
  });

  test("the answer to SETTINGS", () => {
    const frame = written(writeSettingsAck);
    expect(frame).toEqual(hex("000000 04 01 00000000"));
    checkFrame(frame);
    expect(hasFlag(frame, FrameFlag.Ack)).toBe(true);
  });

  test("GOAWAY", () => {
    const frame = written((out) => writeGoAway(out, 0x7fff_ffff, Http2ErrorCode.EnhanceYourCalm, "zu viel für uns"));
    checkFrame(frame);
    expect(frameType(frame)).toBe(FrameType.GoAway);
    expect(frameLength(pending(frame))).toBe(frame.length);
    expect(readGoAway(frame)).toEqual({
      lastStreamId: 0x7fff_ffff,
      code: Http2ErrorCode.EnhanceYourCalm,
      debug: "zu viel für uns",
    });
  });
});
