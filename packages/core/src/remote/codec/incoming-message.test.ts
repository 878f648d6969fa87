import { expect, test } from "vitest";
import { hex, written } from "../../testdata/hex.ts";
import { framed, headed, limits, requestPayload } from "../../testdata/messages.ts";
import { jsonCodec } from "../../testing/json-codec.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { type IncomingMessage, readMessageHead, type WireForm } from "./incoming-message.ts";
import { writeTTHeader } from "./ttheader.ts";

const payload = requestPayload(7, "hi");
const empty = { flags: 0, seqId: 7, strings: [], ints: [] };
const unframed = written((out) => writeTTHeader(out, empty, () => out.writeBytes(payload)));

const read = (frame: Buffer): IncomingMessage => readMessageHead(frame, [jsonCodec], limits);

test.each<[string, Buffer, WireForm]>([
  ["TTHeader and frame", headed(7, payload), { header: true, framed: true }],
  ["TTHeader alone", unframed, { header: true, framed: false }],
  ["frame alone", framed(payload), { header: false, framed: true }],
  ["bare", payload, { header: false, framed: false }],
])("%s: form, envelope and the start of the body", (_what, frame, form) => {
  const message = read(frame);
  expect(message.form).toEqual(form);
  expect(message.envelope).toEqual({ kind: "call", method: "echo", seqId: 7 });
  expect(message.codec).toBe(jsonCodec);
  expect(message.header === undefined).toBe(!form.header);
  expect(message.body.readUtf8(message.body.remaining)).toBe('{"value":"hi"}');
  expect(message.body.elementsLeft).toBe(limits.maxElements);
});

test("of several codecs the one is taken whose message it is", () => {
  const other = { ...jsonCodec, name: "other", matches: (word: number) => word === 1 };
  expect(readMessageHead(framed(payload), [other, jsonCodec], limits).codec).toBe(jsonCodec);
});

test.each([
  ["a frame inside the header that is too long", resized(1), /^a frame of \d+ bytes in a message that has \d+ for it$/],
  [
    "a frame inside the header that is too short",
    resized(-1),
    /^a frame of \d+ bytes in a message that has \d+ for it$/,
  ],
  ["a header without a payload", headerOnly(0), /^a message without a payload$/],
  ["a header with half an envelope", headerOnly(7), /^a message without a payload$/],
  [
    "an unknown payload",
    headed(1, hex("00112233 44556677")),
    /^invalid payload \(first4Bytes=0x8, second4Bytes=0x112233\)$/,
  ],
])("%s is a violation", (_what, frame, message) => {
  expect(() => read(frame)).toThrow(ProtocolViolation);
  expect(() => read(frame)).toThrow(message);
});

test("what the codec says of an envelope is not hidden", () => {
  const broken = Buffer.from(payload);
  broken.writeUInt16BE(9, 2);
  expect(() => read(broken)).toThrow("a message of unknown kind");
});

function resized(by: number): Buffer {
  const frame = headed(7, payload);
  const at = frame.length - payload.length - 4;
  frame.writeInt32BE(payload.length + by, at);
  return frame;
}

function headerOnly(payloadBytes: number): Buffer {
  return written((out) => writeTTHeader(out, empty, () => out.writeBytes(Buffer.alloc(payloadBytes))));
}
