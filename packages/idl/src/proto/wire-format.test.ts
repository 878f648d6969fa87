import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import {
  delimitedField,
  groupField,
  numberField,
  readFields,
  readPacked,
  WireFormatError,
  WireType,
} from "./wire-format.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("fields are written as the encoding guide shows", () => {
  expect(hex(numberField(1, WireType.Varint, 150n))).toBe("089601");
  expect(hex(numberField(1, WireType.Varint, -1n))).toBe("08ffffffffffffffffff01");
  expect(hex(numberField(2, WireType.Fixed32, 1n))).toBe("1501000000");
  expect(hex(numberField(2, WireType.Fixed64, -2n))).toBe("11feffffffffffffff");
  expect(hex(delimitedField(2, Buffer.from("testing")))).toBe("120774657374696e67");
  expect(hex(groupField(3, numberField(1, WireType.Varint, 1n)))).toBe("1b08011c");
  expect(hex(numberField(536_870_911, WireType.Varint, 0n))).toBe("f8ffffff0f00");
});

test("what was written is read", () => {
  const number = fc.integer({ min: 1, max: 536_870_911 });
  const field = fc.oneof(
    fc
      .record({ number, wireType: fc.constantFrom(0, 1), bits: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) })
      .map((each) => ({ ...each, bytes: new Uint8Array(), raw: numberField(each.number, each.wireType, each.bits) })),
    fc
      .record({ number, bits: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) })
      .map((each) => ({ ...each, wireType: 5, bytes: new Uint8Array(), raw: numberField(each.number, 5, each.bits) })),
    fc
      .record({ number, bytes: fc.uint8Array({ maxLength: 300 }) })
      .map((each) => ({ ...each, wireType: 2, bits: 0n, raw: delimitedField(each.number, each.bytes) })),
  );
  fc.assert(
    fc.property(fc.array(field, { maxLength: 5 }), (fields) => {
      const message = Buffer.concat(fields.map(({ raw }) => raw));
      const plain = readFields(message).map((each) => ({ ...each, bytes: hex(each.bytes), raw: hex(each.raw) }));
      expect(plain).toEqual(fields.map((each) => ({ ...each, bytes: hex(each.bytes), raw: hex(each.raw) })));
      const [group] = readFields(groupField(7, message));
      expect(group).toMatchObject({ number: 7, wireType: WireType.StartGroup });
      expect(hex(group?.bytes ?? new Uint8Array())).toBe(hex(message));
    }),
  );
});

test("packed numbers are read as protobufjs writes them", () => {
  const written = protobuf.Writer.create().uint32(5).uint32(300).uint32(0).finish();
  expect(readPacked(written, WireType.Varint)).toEqual([5n, 300n, 0n]);
  expect(readPacked(bytes("01000000 ffffffff"), WireType.Fixed32)).toEqual([1n, 0xffffffffn]);
});

describe("bytes that are no message are refused", () => {
  test.each([
    ["a tag that is cut", "ff"],
    ["a number that is cut", "08 80"],
    ["a number of eleven bytes", "08 ff ff ff ff ff ff ff ff ff ff 01"],
    ["a string that is longer than the message", "12 05 61"],
    ["a length of 2^64 - 1", "12 ff ff ff ff ff ff ff ff ff 01"],
    ["a fixed number that is cut", "0d 00 00"],
    ["field number 0", "00 00"],
    ["field number 2^29", "80 80 80 80 10 00"],
    ["wire type 6", "0e"],
    ["wire type 7", "0f"],
    ["a group that does not end", "0b 08 01"],
    ["a group that has not begun", "0c"],
    ["a group that another number ends", "0b 14"],
    ["groups a thousand deep", "0b".repeat(1_000)],
  ])("%s", (_, text) => {
    expect(() => readFields(bytes(text))).toThrow(WireFormatError);
  });

  test("or read, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (message) => {
        try {
          for (const { raw } of readFields(message)) expect(raw.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(WireFormatError);
        }
      }),
    );
  });
});
