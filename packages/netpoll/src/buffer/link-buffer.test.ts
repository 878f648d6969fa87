import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LinkBuffer } from "./link-buffer.ts";

type Step =
  | { readonly kind: "push"; readonly bytes: Buffer }
  | { readonly kind: "take"; readonly share: number }
  | { readonly kind: "look"; readonly share: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 40 }).map((size): Step => ({ kind: "push", bytes: randomBytes(size) })) },
  fc.integer({ min: 900, max: 5000 }).map((size): Step => ({ kind: "push", bytes: randomBytes(size) })),
  share.map((part): Step => ({ kind: "take", share: part })),
  share.map((part): Step => ({ kind: "look", share: part })),
);

test("any sequence of pushes, takes and looks agrees with one flat buffer, and what was taken stays as it was", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const buffer = new LinkBuffer();
      const given: { readonly bytes: Buffer; readonly expected: Buffer }[] = [];
      let model = Buffer.alloc(0);
      for (const next of steps) {
        if (next.kind === "push") {
          buffer.push(Buffer.from(next.bytes));
          model = Buffer.concat([model, next.bytes]);
        } else if (next.kind === "take") {
          const size = Math.floor(next.share * model.length);
          given.push({ bytes: buffer.take(size), expected: Buffer.from(model.subarray(0, size)) });
          model = model.subarray(size);
        } else {
          const at = Math.floor(next.share * (model.length - 1));
          if (at >= 0 && model.length > 0) expect(buffer.u8(at)).toBe(model[at]);
          if (at + 4 <= model.length && at >= 0) expect(buffer.u32(at)).toBe(model.readUInt32BE(at));
        }
        expect(buffer.length).toBe(model.length);
      }
      expect(buffer.take(buffer.length).equals(model)).toBe(true);
      for (const { bytes, expected } of given) expect(bytes.equals(expected)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

describe("bounds", () => {
  test("looking or taking beyond what is there throws", () => {
    const buffer = new LinkBuffer();
    expect(() => buffer.u8(0)).toThrow(RangeError);
    buffer.push(Buffer.from([1, 2, 3]));
    buffer.push(Buffer.from([4, 5]));
    for (const offset of [-1, 5, 1e9, Number.NaN]) expect(() => buffer.u8(offset)).toThrow(RangeError);
    for (const offset of [-1, 2, 1e9]) expect(() => buffer.u32(offset)).toThrow(RangeError);
    for (const size of [-1, 6, Number.NaN]) expect(() => buffer.take(size)).toThrow(RangeError);
    expect(buffer.u32(1)).toBe(0x02030405);
  });

  test("bytes that were taken cannot be looked at any more", () => {
    const buffer = new LinkBuffer();
    buffer.push(Buffer.from([1, 2, 3]));
    buffer.take(2);
    expect(() => buffer.u8(-1)).toThrow(RangeError);
    expect(buffer.u8(0)).toBe(3);
  });
});

describe("copies", () => {
  test("a frame inside one chunk is lent, not copied", () => {
    const buffer = new LinkBuffer();
    const chunk = Buffer.from("abcdef");
    buffer.push(chunk);
    const part = buffer.take(3);
    expect(part.buffer).toBe(chunk.buffer);
    expect(buffer.take(3).toString()).toBe("def");
  });

  test("a whole chunk is given as it came", () => {
    const buffer = new LinkBuffer();
    const chunk = Buffer.from("abcdef");
    buffer.push(chunk);
    expect(buffer.take(6)).toBe(chunk);
  });
});

describe("many small chunks", () => {
  test("16 MiB in chunks of 64 bytes, each of them looked at as it comes, take less than two seconds", () => {
    const buffer = new LinkBuffer();
    const total = 16 * 1024 * 1024;
    const began = performance.now();
    for (let at = 0; at < total; at += 64) {
      buffer.push(Buffer.alloc(64, 7));
      if (buffer.u8(at) !== 7) throw new Error("lost a byte");
    }
    const whole = buffer.take(total);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(whole.every((byte) => byte === 7)).toBe(true);
  });

  test("a million single bytes keep no object for each", () => {
    const buffer = new LinkBuffer();
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 1_000_000; at++) buffer.push(Buffer.from([at & 0xff]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    expect(buffer.take(1_000_000).readUInt32BE(256)).toBe(0x00010203);
  });
});
