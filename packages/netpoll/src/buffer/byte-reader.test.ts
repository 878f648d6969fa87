import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, UnexpectedEndError } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Every read with the number of bytes that it needs. */
const reads: readonly (readonly [name: string, size: number, read: (reader: ByteReader) => unknown])[] = [
  ["readByte", 1, (reader) => reader.readByte()],
  ["readI8", 1, (reader) => reader.readI8()],
  ["readI16", 2, (reader) => reader.readI16()],
  ["readU16", 2, (reader) => reader.readU16()],
  ["readI32", 4, (reader) => reader.readI32()],
  ["readU32", 4, (reader) => reader.readU32()],
  ["readI64", 8, (reader) => reader.readI64()],
  ["readDouble", 8, (reader) => reader.readDouble()],
  ["readUtf8", 5, (reader) => reader.readUtf8(5)],
  ["readBytes", 5, (reader) => reader.readBytes(5)],
  ["readView", 5, (reader) => reader.readView(5)],
  ["skip", 5, (reader) => reader.skip(5)],
];

describe("bounds", () => {
  test.each(reads)("%s needs its %i bytes, also where the buffer goes on behind the frame", (_, size, read) => {
    const bytes = Buffer.alloc(32);
    const enough = new ByteReader(bytes, 3, 3 + size);
    read(enough);
    expect(enough.remaining).toBe(0);
    const short = new ByteReader(bytes, 3, 3 + size - 1);
    expect(() => read(short)).toThrow(UnexpectedEndError);
    expect(short.position).toBe(3);
  });

  test.each([-1, -(2 ** 31), 2 ** 31 - 1, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY])(
    "a length of %d is refused",
    (length) => {
      const reader = new ByteReader(Buffer.alloc(16), 8);
      expect(() => reader.readUtf8(length)).toThrow(UnexpectedEndError);
      expect(() => reader.readBytes(length)).toThrow(UnexpectedEndError);
      expect(() => reader.readView(length)).toThrow(UnexpectedEndError);
      expect(() => reader.skip(length)).toThrow(UnexpectedEndError);
      expect(reader.position).toBe(8);
    },
  );

  test("the error says what was needed and what was left", () => {
    expect(() => new ByteReader(Buffer.alloc(3)).readI64()).toThrow("8 bytes needed, 3 left");
  });

  test("a frame outside of its buffer cannot be read", () => {
    expect(() => new ByteReader(Buffer.alloc(4), 0, 5)).toThrow(RangeError);
    expect(() => new ByteReader(Buffer.alloc(4), 3, 2)).toThrow(RangeError);
    expect(() => new ByteReader(Buffer.alloc(4), -1)).toThrow(RangeError);
  });

  test("seek stays within the frame", () => {
    const reader = new ByteReader(Buffer.from([1, 2, 3]));
    reader.seek(3);
    expect(reader.remaining).toBe(0);
    for (const position of [4, -1, Number.NaN]) expect(() => reader.seek(position)).toThrow(RangeError);
    reader.seek(1);
    expect(reader.readByte()).toBe(2);
  });
});

describe("values", () => {
  test("what a writer wrote is read back", () => {
    fc.assert(
      fc.property(
        fc.record({
          i8: fc.integer({ min: -128, max: 127 }),
          i16: fc.integer({ min: -32_768, max: 32_767 }),
          i32: fc.integer(),
          i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          double: fc.double(),
          text: fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
          bytes: fc.uint8Array(),
        }),
        (value) => {
          const writer = new ByteWriter();
          writer.writeByte(value.i8);
          writer.writeI16(value.i16);
          writer.writeI32(value.i32);
          writer.writeI64(value.i64);
          writer.writeDouble(value.double);
          writer.writeString32(value.text);
          writer.writeBytes(value.bytes);
          const reader = new ByteReader(Buffer.concat(writer.take()));
          expect(reader.readI8()).toBe(value.i8);
          expect(reader.readI16()).toBe(value.i16);
          expect(reader.readI32()).toBe(value.i32);
          expect(reader.readI64()).toBe(value.i64);
          expect(reader.readDouble()).toBe(value.double);
          expect(reader.readUtf8(reader.readI32())).toBe(value.text.toWellFormed());
          expect(reader.readBytes(value.bytes.length)).toEqual(Uint8Array.from(value.bytes));
          expect(reader.remaining).toBe(0);
        },
      ),
    );
  });

  test("unsigned reads do not turn negative", () => {
    const reader = new ByteReader(Buffer.alloc(6, 0xff));
    expect(reader.readU16()).toBe(0xffff);
    expect(reader.readU32()).toBe(0xffff_ffff);
  });

  test("invalid UTF-8 becomes U+FFFD", () => {
    expect(new ByteReader(Buffer.from([0x61, 0xff, 0xc0, 0x62])).readUtf8(4)).toBe("a\ufffd\ufffdb");
  });
});

test("readBytes copies, readView does not", () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  const copy = new ByteReader(bytes).readBytes(2);
  const view = new ByteReader(bytes).readView(2);
  bytes[0] = 9;
  expect(copy).toEqual(Uint8Array.of(1, 2));
  expect(Buffer.isBuffer(copy)).toBe(false);
  expect([...view]).toEqual([9, 2]);
});

test("the budget of elements is what the caller says, ten million by default", () => {
  expect(new ByteReader(Buffer.alloc(0)).elementsLeft).toBe(10_000_000);
  expect(new ByteReader(Buffer.alloc(0), 0, 0, 5).elementsLeft).toBe(5);
});

test("a text is valid UTF-8 or none, whatever its length", () => {
  const valid = ["", "a", "a".repeat(40), "ü", "日本".repeat(9), "\ufffd", "a\ufffd".repeat(12), "😀"];
  for (const text of valid) {
    const bytes = Buffer.from(text);
    expect(new ByteReader(bytes).readValidUtf8(bytes.length)).toBe(text);
  }
  // A byte of no sequence, a cut one, an overlong one, a surrogate, one past U+10FFFF.
  for (const hex of ["ff", "e697", "c080", "eda080", "f4908080"]) {
    for (const before of ["", "a".repeat(30), "\ufffd"]) {
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from(hex, "hex")]);
      const input = new ByteReader(bytes);
      expect(input.readValidUtf8(bytes.length)).toBeUndefined();
      expect(input.remaining).toBe(0);
    }
  }
});
