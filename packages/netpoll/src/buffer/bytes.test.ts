import fc from "fast-check";
import { expect, test } from "vitest";
import { hasBytesAt, i32At, u16At, u32At } from "./bytes.ts";

const bytesWithPlace = fc
  .uint8Array({ minLength: 4, maxLength: 40 })
  .chain((bytes) => fc.record({ bytes: fc.constant(bytes), at: fc.nat(bytes.length - 4) }));

test("numbers are read as Buffer reads them", () => {
  fc.assert(
    fc.property(bytesWithPlace, ({ bytes, at }) => {
      const buffer = Buffer.from(bytes);
      expect(u16At(bytes, at)).toBe(buffer.readUInt16BE(at));
      expect(i32At(bytes, at)).toBe(buffer.readInt32BE(at));
      expect(u32At(bytes, at)).toBe(buffer.readUInt32BE(at));
    }),
  );
});

test("bytes are found where they stand, and nowhere else", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20 }),
      fc.uint8Array({ maxLength: 3 }),
      fc.nat(25),
      (bytes, expected, at) => {
        const stands = Buffer.from(bytes)
          .subarray(at, at + expected.length)
          .equals(expected);
        expect(hasBytesAt(bytes, at, expected)).toBe(stands);
      },
    ),
  );
});
