import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameError } from "../frame-error.ts";
import { type HeaderField, HeaderList } from "../header-list.ts";
import { encoded } from "../testdata/header-lists.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { HeaderEncoder } from "./header-encoder.ts";
import { HeaderListTooLarge } from "./header-list-too-large.ts";

const limits = { maxHeaderListBytes: 1 << 20, maxHeaderFields: 1000, trimFieldValues: false };

/** What a field may have: any character that HTTP/2 lets through. */
const anyValueText = fc
  .string({ unit: fc.integer({ min: 1, max: 0xff }).map((unit) => String.fromCharCode(unit)), maxLength: 80 })
  .map((text) => text.replaceAll(/[\r\n]/g, "").replaceAll(/^[ \t]+|[ \t]+$/g, ""));
const anyNameText = fc.stringMatching(/^[a-z0-9!#$%&'*+\-.^_`|~]{1,40}$/).map((text) => `x${text}`);
const anyName = fc.oneof(fc.constantFrom(":path", ":status", "a", "b", "c"), anyNameText);
const anyValue = fc.oneof(fc.constantFrom("", "/", "200", "1", "2", "3"), anyValueText);
const anyField: fc.Arbitrary<HeaderField> = fc
  .record({ name: anyName, value: anyValue, secret: fc.integer({ min: 0, max: 9 }) })
  .map(({ name, value, secret }) => (secret === 0 ? { name, value, neverIndexed: true } : { name, value }));
const anyList = fc.array(anyField, { maxLength: 12 }).map((fields) => new HeaderList(fields));

/** A list whose fields are all indexed once it was sent. */
const anyIndexedList = fc
  .array(fc.record({ name: fc.constantFrom(":path", "a", "b", "c"), value: fc.constantFrom("/", "1", "2") }), {
    maxLength: 5,
  })
  .map((fields) => new HeaderList(fields));

/** What happens on a connection: a list of a few that come again and again, another list, a change of the table. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ known: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ list: anyList }) },
  { weight: 1, arbitrary: fc.record({ tableBytes: fc.oneof(fc.constantFrom(0, 4096), fc.nat(5000)) }) },
);

test("whatever is sent arrives, and both sides keep the same table", () => {
  fc.assert(
    fc.property(
      fc.array(anyIndexedList, { minLength: 6, maxLength: 6 }),
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
          expect(decoder.decode(encoded(encoder, list)).fields).toMatchObject(list.fields);
          expect(encoder.tableBytes).toBe(decoder.tableBytes);
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** Six entries to begin with, for the indexes 62 to 67. */
const firstBlock = Buffer.from([..."abcdef"].flatMap((name) => [0x40, 1, name.charCodeAt(0), 1, 0x30]));

/** A piece of a block as any encoder might write it; the last one is mostly wrong. */
const anyPiece: fc.Arbitrary<readonly number[]> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 67 }).map((index) => [0x80 | index]) },
  { weight: 3, arbitrary: fc.integer({ min: 60, max: 67 }).map((index) => [0x80 | index]) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(0x41, 0x7e), fc.nat(9)).map(([first, i]) => [first, 1, 0x30 + i]) },
  { weight: 2, arbitrary: fc.nat(9).map((i) => [0x40, 1, 0x61 + i, 0x82, 0x64, 0x02]) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(0x04, 0x14), fc.nat(9)).map(([first, i]) => [first, 1, 0x30 + i]) },
  { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 4 }) },
);
/** Makes the table 0 to 219 bytes large, or as large as it may be. */
const anySizeUpdate = fc.oneof(
  fc
    .nat(219)
    .map((bytes) =>
      bytes < 31 ? [0x20 | bytes] : [0x3f, ...(bytes < 159 ? [bytes - 31] : [0x80 | (bytes - 159), 1])],
    ),
  fc.constant([0x3f, 0xe1, 0x1f]),
);
const anyBlock = fc.oneof(
  { weight: 8, arbitrary: fc.array(anyPiece, { maxLength: 5 }).map((pieces) => Buffer.from(pieces.flat())) },
  {
    weight: 1,
    arbitrary: fc.tuple(anySizeUpdate, anyPiece).map(([update, piece]) => Buffer.from([...update, ...piece])),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
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
  const few = { maxHeaderListBytes: 250, maxHeaderFields: 6, trimFieldValues: false };
  fc.assert(
    fc.property(
      fc.array(anyBlock, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(3), { maxLength: 40 }),
      (blocks, order) => {
        const decoder = new HeaderDecoder(few);
        const forgetful = new HeaderDecoder(few);
        decoder.decode(firstBlock);
        forgetful.decode(firstBlock);
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
