import type { PendingBytes } from "@kitex-ts/netpoll";
import { describe, expect, test } from "vitest";
import { hex } from "../../testdata/hex.ts";
import { framed, headed, limits, requestPayload } from "../../testdata/messages.ts";
import { jsonCodec } from "../../testing/json-codec.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { messageFrames } from "./message-frames.ts";

const payload = requestPayload(1, "hi");
const forms = { ttheader: headed(1, payload), framed: framed(payload), bare: payload };

function pending(bytes: Buffer, length: number = bytes.length): PendingBytes {
  return { length, u8: (at) => bytes.readUInt8(at), u32: (at) => bytes.readUInt32BE(at) };
}

describe.each(Object.entries(forms))("%s", (_form, message) => {
  test("the end is found, with more behind it and however little has come", () => {
    const bytes = Buffer.concat([message, forms.framed]);
    const lengthOf = messageFrames([jsonCodec], limits);
    for (let length = 0; length < 8; length++) expect(lengthOf(pending(bytes, length))).toBeUndefined();
    expect(lengthOf(pending(bytes))).toBe(message.length);
  });
});

test("forms may follow one another on one connection", () => {
  const lengthOf = messageFrames([jsonCodec], limits);
  for (const form of [forms.framed, forms.ttheader, forms.bare, forms.ttheader, forms.framed]) {
    expect(lengthOf(pending(form))).toBe(form.length);
  }
});

test("a length is believed as it stands, so that the caller can compare it with its limit", () => {
  const lengthOf = messageFrames([jsonCodec], limits);
  expect(lengthOf(pending(hex("ffffffff 10000000")))).toBe(2 ** 32 + 3);
  expect(lengthOf(pending(hex("7fffffff 7f4a0000")))).toBe(2 ** 31 + 3);
});

test.each([
  [
    "an HTTP request",
    Buffer.from("GET / HTTP/1.1"),
    "invalid payload (first4Bytes=0x47455420, second4Bytes=0x2f204854)",
  ],
  ["zeros", hex("00000000 00000000"), "invalid payload (first4Bytes=0x0, second4Bytes=0x0)"],
  ["a TTHeader shorter than its fixed part", hex("00000009 10000000"), "a TTHeader frame of 9 bytes is too short"],
  ["a TTHeader of length 0", hex("00000000 10000000"), "a TTHeader frame of 0 bytes is too short"],
  ["a frame too short for a message", hex("00000000 7f4a0000"), "a frame of 0 bytes is too short for a message"],
])("%s is no message", (_what, bytes, message) => {
  expect(() => messageFrames([jsonCodec], limits)(pending(bytes))).toThrow(new ProtocolViolation(message));
});

test("a codec whose messages have no end of their own is found in frames only", () => {
  const { messageLength: _unframed, ...framedOnly } = jsonCodec;
  const lengthOf = messageFrames([framedOnly], limits);
  expect(lengthOf(pending(forms.framed))).toBe(forms.framed.length);
  expect(() => lengthOf(pending(forms.bare))).toThrow(/invalid payload/);
});
