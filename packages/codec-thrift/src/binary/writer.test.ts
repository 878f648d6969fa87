import { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, thrownBy, written } from "../testdata/bytes.ts";
import { ThriftError } from "../thrift-error.ts";
import {
  writeBinary,
  writeBool,
  writeDouble,
  writeI8,
  writeI8Field,
  writeI16,
  writeI16Field,
  writeI32,
  writeI32Field,
  writeI64,
  writeI64Field,
  writeString,
} from "./writer.ts";

const notIntegers = [1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, true, null, undefined, {}, [1], Symbol("1")];

describe.each([
  ["i8", 8, writeI8, (out, value) => writeI8Field(out, 0x030001, value)],
  ["i16", 16, writeI16, (out, value) => writeI16Field(out, 0x060001, value)],
  ["i32", 32, writeI32, (out, value) => writeI32Field(out, 0x080001, value)],
] satisfies [string, number, typeof writeI8, typeof writeI8][])("an %s", (_name, bits, element, field) => {
  const limit = 2 ** (bits - 1);

  test("has its range and no more, as an element and as a field", () => {
    for (const value of [-limit, -1, 0, -0, 1, limit - 1]) {
      const bytes = written((out) => element(out, value));
      expect(bytes.readIntBE(0, bits / 8)).toBe(value + 0);
      expect(written((out) => field(out, value)).subarray(3)).toEqual(bytes);
    }
    for (const value of [-limit - 1, limit, 2 ** 32, -(2 ** 53), ...notIntegers]) {
      expect(thrownBy(() => written((out) => element(out, value)))).toBeInstanceOf(ThriftError);
      expect(thrownBy(() => written((out) => field(out, value)))).toBeInstanceOf(ThriftError);
    }
  });
});

describe("an i64", () => {
  test("is a bigint of 64 bits or a safe integer, and both give the same bytes", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = written((out) => writeI64(out, value));
        expect(bytes.equals(written((out) => writeI64(out, BigInt(value))))).toBe(true);
        expect(new ByteReader(bytes).readI64()).toBe(BigInt(value));
      }),
    );
    for (const value of [-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n]) {
      expect(new ByteReader(written((out) => writeI64(out, value))).readI64()).toBe(value);
    }
  });

  test.each([
    [2n ** 63n, "must be an integer from -2^63 to 2^63 - 1, got the bigint 9223372036854775808n"],
    [-(2n ** 63n) - 1n, "got the bigint -9223372036854775809n"],
    [10n ** 40n, "got a huge bigint"],
    [2 ** 53, "got the number 9007199254740992 (2^53 or more); write 9007199254740992n"],
    [-(2 ** 53), "got the number -9007199254740992 (-2^53 or less); write -9007199254740992n"],
    [2 ** 63, "must be a bigint or a safe integer, got the number 9223372036854776000"],
    [Number.POSITIVE_INFINITY, "got the number Infinity"],
    ["1", "got a string"],
  ])("is not %s", (value, message) => {
    for (const write of [writeI64, (out: Parameters<typeof writeI64>[0]) => writeI64Field(out, 0x0a0001, value)]) {
      const error = thrownBy(() => written((out) => write(out, value)));
      expect(error).toBeInstanceOf(ThriftError);
      expect(String(error)).toContain(message);
    }
  });
});

test("other values are refused by their type", () => {
  for (const [write, wrong] of [
    [writeBool, [0, 1, "true", null, undefined]],
    [writeDouble, ["1", 1n, null, undefined]],
    [writeString, [1, null, undefined, new Uint8Array(1), {}]],
    [writeBinary, ["a", null, undefined, [1], new ArrayBuffer(1), new Uint16Array(1)]],
  ] as const) {
    for (const value of wrong) expect(thrownBy(() => written((out) => write(out, value)))).toBeInstanceOf(ThriftError);
  }
});

test("doubles keep every bit that counts", () => {
  expect(written((out) => writeDouble(out, -0))).toEqual(bytesOf("8000000000000000"));
  expect(written((out) => writeDouble(out, Number.NEGATIVE_INFINITY))).toEqual(bytesOf("fff0000000000000"));
  expect(new ByteReader(written((out) => writeDouble(out, Number.NaN))).readDouble()).toBeNaN();
});

test("lone surrogates become U+FFFD", () => {
  expect(written((out) => writeString(out, "a\ud800b"))).toEqual(bytesOf("00000005 61 efbfbd 62"));
  expect(written((out) => writeString(out, "\udc00".repeat(2000))).length).toBe(4 + 6000);
});

test("a binary is copied, so that the caller may change it at once", () => {
  const bytes = new Uint8Array(100_000).fill(1);
  const output = written((out) => {
    writeBinary(out, bytes);
    bytes.fill(2);
  });
  expect(output.subarray(4).every((byte) => byte === 1)).toBe(true);
});
