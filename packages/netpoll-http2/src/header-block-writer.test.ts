import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameType, frameHeaderBytes, frameType, streamIdOf } from "./frame-header.ts";
import { writeHeaders } from "./header-block-writer.ts";
import type { HeaderList } from "./header-list.ts";
import { HeaderDecoder } from "./hpack/header-decoder.ts";
import { HeaderEncoder } from "./hpack/header-encoder.ts";
import { hex, listOf, pairsOf } from "./testdata/header-lists.ts";

const limits = { maxHeaderListBytes: 1 << 20, maxHeaderFields: 1000, trimFieldValues: false };

function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + frameHeaderBytes + bytes.readUIntBE(at, 3);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

function written(
  headers: HeaderList,
  endStream: boolean,
  maxFrameBytes: number,
  encoder = new HeaderEncoder(),
): Buffer[] {
  const out = new ByteWriter();
  writeHeaders(out, encoder, headers, 7, endStream, maxFrameBytes);
  return framesOf(Buffer.concat(out.take()));
}

const flagsOf = (frame: Buffer): number | undefined => frame[4];

test("a short list is one frame that ends its headers", () => {
  expect(written(listOf([":status", "200"]), false, 16_384)).toEqual([hex("000001 01 04 00000007 88")]);
});

test("END_STREAM is on the HEADERS frame", () => {
  expect(written(listOf([":status", "200"]), true, 16_384)).toEqual([hex("000001 01 05 00000007 88")]);
});

test("an empty list is an empty frame", () => {
  expect(written(listOf(), true, 16_384)).toEqual([hex("000000 01 05 00000007")]);
});

test("a list as long as a frame may be is one, and with a byte more two", () => {
  // A literal: the pattern, the name and its length, the value (no Huffman code is shorter) and its length in two bytes.
  const listFor = (bytes: number): HeaderList => listOf(["x", "\\".repeat(bytes - 5)]);
  const encoder = new HeaderEncoder();
  encoder.limitTable(0);
  encoder.encode(listOf(), new ByteWriter());
  expect(written(listFor(200), true, 200, encoder).map((frame) => frame.length)).toEqual([209]);
  const [first, second] = written(listFor(201), true, 200, encoder);
  expect([first?.length, second?.length]).toEqual([209, 10]);
});

test("a long list is cut into CONTINUATION frames, of which the last one ends it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[\x21-\x7e]{0,200}$/), { maxLength: 20 }),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      (values, maxFrameBytes, endStream) => {
        const list = listOf(...values.map((value, i) => [`x-${i}`, value] as const));
        const frames = written(list, endStream, maxFrameBytes);
        const types = frames.map(frameType);
        expect(types).toEqual([FrameType.Headers, ...types.slice(1).map(() => FrameType.Continuation)]);
        for (const [i, frame] of frames.entries()) {
          const last = i === frames.length - 1;
          expect(streamIdOf(frame)).toBe(7);
          expect(frame.length - frameHeaderBytes).toBeLessThanOrEqual(maxFrameBytes);
          expect(flagsOf(frame)).toBe((i === 0 && endStream ? 0x1 : 0) | (last ? 0x4 : 0));
          if (!last) expect(frame.length - frameHeaderBytes).toBe(maxFrameBytes);
        }
        const block = Buffer.concat(frames.map((frame) => frame.subarray(frameHeaderBytes)));
        expect(pairsOf(new HeaderDecoder(limits).decode(block))).toEqual(pairsOf(list));
      },
    ),
  );
});

test("a list that cannot be encoded leaves what was written before", () => {
  const out = new ByteWriter();
  out.writeByte(1);
  expect(() => writeHeaders(out, new HeaderEncoder(), listOf(["x", "€"]), 1, true, 16_384)).toThrow(RangeError);
  expect(Buffer.concat(out.take())).toEqual(hex("01"));
});
