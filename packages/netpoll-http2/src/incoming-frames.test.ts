import type { PendingBytes } from "@kitex-ts/netpoll";
import fc from "fast-check";
import { expect, test } from "vitest";
import { IncomingFrames } from "./incoming-frames.ts";
import { data, preface } from "./testdata/raw-frames.ts";

function pending(bytes: Buffer): PendingBytes {
  return { length: bytes.length, u8: (at) => bytes.readUInt8(at), u32: (at) => bytes.readUInt32BE(at) };
}

test("a client's preface is waited for byte by byte, then frames", () => {
  const incoming = new IncomingFrames("client", 16_384);
  for (let n = 1; n < 24; n++) expect(incoming.frameLength(pending(preface.subarray(0, n)))).toBeUndefined();
  expect(incoming.frameLength(pending(Buffer.concat([preface, Buffer.alloc(9)])))).toBe(24);
  expect(incoming.expectsPreface).toBe(true);
  incoming.takePreface(preface);
  expect(incoming.expectsPreface).toBe(false);
  expect(incoming.frameLength(pending(data(1, "hello")))).toBe(14);
});

test("a preface that is none is seen at its first wrong byte", () => {
  fc.assert(
    fc.property(fc.nat(23), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const wrong = Buffer.from(preface);
      wrong[at] = (wrong[at] as number) ^ change;
      const incoming = new IncomingFrames("client", 16_384);
      for (let n = 1; n <= at; n++) expect(incoming.frameLength(pending(wrong.subarray(0, n)))).toBeUndefined();
      const seen = wrong.subarray(0, at + 1);
      expect(incoming.frameLength(pending(seen))).toBe(at + 1);
      expect(() => incoming.takePreface(seen)).toThrow("something else than the connection preface");
    }),
  );
});

test("a server's frames come at once", () => {
  expect(new IncomingFrames("server", 16_384).frameLength(pending(data(1, "x")))).toBe(10);
});

test("a frame that is too long is given without its payload, and refused", () => {
  const incoming = new IncomingFrames("server", 16_384);
  const header = data(1, Buffer.alloc(16_385)).subarray(0, 9);
  expect(incoming.frameLength(pending(header))).toBe(9);
  expect(() => incoming.checkLength(header)).toThrow("a frame of 16385 bytes, 16384 are allowed");
  expect(() => incoming.checkLength(data(1, Buffer.alloc(16_384)))).not.toThrow();
});

test("once it has stopped, all that is there is one", () => {
  const incoming = new IncomingFrames("client", 16_384);
  incoming.stop();
  expect(incoming.frameLength(pending(Buffer.alloc(77)))).toBe(77);
  expect(incoming.expectsPreface).toBe(false);
});
