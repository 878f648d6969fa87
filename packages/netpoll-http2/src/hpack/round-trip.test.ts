import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameError } from "../frame-error.ts";
import { type HeaderField, HeaderList } from "../header-list.ts";
import { encoded } from "../testdata/header-lists.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { HeaderEncoder } from "./header-encoder.ts";
import { HeaderListTooLarge } from "./header-list-too-large.ts";

const limits = { maxHeaderListBytes: 1 << 20, maxHeaderFields: 1000 };

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xff }).map((unit) => String.fromCharCode(unit)),
  maxLength: 80,
});
const anyName = fc.oneof(fc.constantFrom(":path", ":status", "te", "a", "b", "c"), anyText);
const anyValue = fc.oneof(fc.constantFrom("", "/", "200", "1", "2", "3"), anyText);
const anyField: fc.Arbitrary<HeaderField> = fc
  .record({ name: anyName, value: anyValue, secret: fc.integer({ min: 0, max: 9 }) })
  .map(({ name, value, secret }) => (secret === 0 ? { name, value, neverIndexed: true } : { name, value }));
const anyList = fc.array(anyField, { maxLength: 12 }).map((fields) => new HeaderList(fields));

/** What happens on a connection: a list of a few that come again and again, another list, a change of the table. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ known: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ list: anyList }) },
  { weight: 1, arbitrary: fc.record({ tableBytes: fc.oneof(fc.constantFrom(0, 4096), fc.nat(5000)) }) },
);

test("whatever is sent arrives, and both sides keep the same table", () => {
  fc.assert(
    fc.property(
      fc.array(anyList, { minLength: 6, maxLength: 6 }),
      fc.array(step, { maxLength: 80 }),
      (known, steps) => {
        const encoder = new HeaderEncoder();
        const decoder = new HeaderDecoder(limits);
        for (const next of steps) {
          if ("tableBytes" in next) {
            encoder.limitTable(next.tableBytes);
            decoder.limitTable(Math.min(next.tableBytes, 4096));
            continue;
          }
          const list = "known" in next ? known[next.known] : next.list;
          if (list === undefined) throw new Error("there are six");
          expect(decoder.decode(encoded(encoder, list)).fields).toEqual(list.fields);
          expect(encoder.tableBytes).toBe(decoder.tableBytes);
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** A field as any encoder might write it, some of them wrong. */
const anyPiece: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.integer({ min: 0x80, max: 0xff }).map((byte) => [byte]),
  fc.tuple(fc.integer({ min: 0x40, max: 0x7f }), fc.nat(40)).map(([first, value]) => [first, 1, value + 0x30]),
  fc.tuple(fc.nat(0x1f), fc.nat(40)).map(([first, value]) => [first, 1, value + 0x30]),
  fc.nat(40).map((name) => [0x40, 1, 0x61 + (name % 26), 0x82, 0x64, 0x02]),
  fc.integer({ min: 0x20, max: 0x3f }).map((byte) => [byte, 0]),
  fc.array(fc.nat(255), { maxLength: 4 }),
);
const anyBlock = fc.oneof(
  fc.array(anyPiece, { maxLength: 8 }).map((pieces) => Buffer.from(pieces.flat())),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);

/** What a decoder makes of a block. */
function outcome(decoder: HeaderDecoder, block: Buffer): unknown {
  try {
    return decoder.decode(block).fields;
  } catch (error) {
    if (error instanceof FrameError || error instanceof HeaderListTooLarge) return error;
    throw error;
  }
}

test("any bytes are a list or a typed error, and what is remembered never shows", () => {
  const few = { maxHeaderListBytes: 400, maxHeaderFields: 6 };
  fc.assert(
    fc.property(
      fc.array(anyBlock, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(3), { maxLength: 40 }),
      (blocks, order) => {
        const decoder = new HeaderDecoder(few);
        const forgetful = new HeaderDecoder(few);
        for (const choice of order) {
          const block = blocks[choice % blocks.length] ?? Buffer.alloc(0);
          // It changes nothing, but what was remembered is forgotten.
          forgetful.limitTable(4096);
          const found = outcome(decoder, block);
          expect(found).toEqual(outcome(forgetful, block));
          if (found instanceof FrameError) return;
          expect(decoder.tableBytes).toBe(forgetful.tableBytes);
          expect(decoder.tableBytes).toBeLessThanOrEqual(4096);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
