import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../../../testdata/hex.ts";
import { encodeBinary } from "../../transmeta/binary-value.ts";
import { decodeStatusDetails, encodeStatusDetails } from "./status-details.ts";

const documented = {
  code: 13,
  message: "x",
  details: [{ typeUrl: "type.googleapis.com/a.E", value: Uint8Array.from([8, 1]) }],
};

test("the documented status, to the byte", () => {
  const value = "CA0SAXgaHQoXdHlwZS5nb29nbGVhcGlzLmNvbS9hLkUSAggB";
  expect(encodeStatusDetails(documented)).toBe(value);
  expect(decodeStatusDetails(value)).toEqual(documented);
});

test("any status comes back", () => {
  const detail = fc.record({ typeUrl: fc.string({ unit: "grapheme" }), value: fc.uint8Array() });
  fc.assert(
    fc.property(
      fc.record({ code: fc.nat(), message: fc.string({ unit: "grapheme" }), details: fc.array(detail) }),
      (status) => {
        expect(decodeStatusDetails(encodeStatusDetails(status))).toEqual(status);
      },
    ),
  );
});

test("fields that nobody knows are passed over, and the last of a field counts", () => {
  const bytes = hex(`
    08 05                          | code 5
    20 ff ff ff ff ff ff ff ff ff 01 | field 4, a varint of ten bytes
    2d 01 02 03 04                 | field 5, fixed 32
    31 01 02 03 04 05 06 07 08     | field 6, fixed 64
    3a 01 00                       | field 7, bytes
    08 0d                          | code 13
  `);
  expect(decodeStatusDetails(encodeBinary(bytes))).toEqual({ code: 13, message: "", details: [] });
});

test("a negative code is read as one", () => {
  expect(decodeStatusDetails(encodeBinary(hex("08 ff ff ff ff ff ff ff ff ff 01")))?.code).toBe(-1);
});

test.each([
  ["no base64", "=="],
  ["a tag alone", encodeBinary(hex("08"))],
  ["field 0", encodeBinary(hex("00 01"))],
  ["a group", encodeBinary(hex("0b 0c"))],
  ["a length past the end", encodeBinary(hex("12 05 61"))],
  ["a length past four gigabytes", encodeBinary(hex("12 ff ff ff ff 0f 61"))],
  ["a varint of eleven bytes", encodeBinary(hex("08 ff ff ff ff ff ff ff ff ff ff 01"))],
  ["a detail that is no message", encodeBinary(hex("1a 01 ff"))],
])("%s is no status", (_what, value) => {
  expect(decodeStatusDetails(value)).toBeUndefined();
});

test("random bytes are read or refused, never thrown at", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void decodeStatusDetails(encodeBinary(bytes))));
});
