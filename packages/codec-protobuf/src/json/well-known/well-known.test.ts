import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WellKnownDescriptor } from "../../testdata/kitex-gen/mapped/codec.ts";
import type { WellKnownInput } from "../../testdata/kitex-gen/mapped/types.ts";
import { fromJson, fromJsonString } from "../from-json.ts";
import { toJson, toJsonString } from "../to-json.ts";

function back(json: object): unknown {
  return toJson(WellKnownDescriptor, fromJson(WellKnownDescriptor, json));
}

test.each([
  { timestamp: "2024-02-29T23:59:59.123456789Z" },
  { duration: "-0.000000001s" },
  { fieldMask: "a,b.cD,eFG" },
  { struct: { a: [1, "b", null, true, { c: {} }] } },
  { value: null },
  { value: [] },
  { list: [[], {}] },
  { empty: {} },
  { int64Wrapper: "0", bytesWrapper: "", floatWrapper: "NaN" },
  { strings: ["", "a"] },
])("%j comes back as it went in", (json) => expect(back(json)).toEqual(json));

test("an unset member is left out, and a NullValue that has no presence too", () => {
  expect(back({ nothing: null, timestamp: null, int64Wrapper: null })).toEqual({});
});

describe("timestamps", () => {
  test("are moved to UTC", () => {
    expect(back({ timestamp: "2024-01-01T00:30:00.5+01:00" })).toEqual({ timestamp: "2023-12-31T23:30:00.500Z" });
  });

  test("of any second come back", () => {
    const seconds = fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n });
    fc.assert(
      fc.property(seconds, fc.nat({ max: 999_999_999 }), (whole, nanos) => {
        const timestamp = { seconds: whole, nanos };
        const json = toJsonString(WellKnownDescriptor, { timestamp });
        expect(fromJsonString(WellKnownDescriptor, json).timestamp).toEqual(timestamp);
      }),
    );
  });

  test.each(["2023-02-29T00:00:00Z", "2024-01-01T00:00:00+24:00", "2024-01-01", "2024-01-01T00:00:00.Z", 5])(
    "%j is none",
    (timestamp) => expect(() => back({ timestamp })).toThrow("timestamp must be a time like 1972-01-01T10:00:20.021Z"),
  );
});

test("durations of any length come back", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 315_576_000_000n }),
      fc.nat({ max: 999_999_999 }),
      fc.boolean(),
      (seconds, nanos, negative) => {
        const duration = negative ? { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos } : { seconds, nanos };
        const json = toJsonString(WellKnownDescriptor, { duration });
        expect(fromJsonString(WellKnownDescriptor, json).duration).toEqual(duration);
      },
    ),
  );
});

test("any JSON that has finite numbers is a Value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const json = { value: JSON.parse(JSON.stringify(value)) };
      expect(back(json)).toEqual(json);
    }),
  );
});

test("a struct may have members of any name, and they stay its own", () => {
  const json = '{"struct":{"__proto__":{"polluted":true},"constructor":1}}';
  expect(toJsonString(WellKnownDescriptor, fromJsonString(WellKnownDescriptor, json))).toBe(json);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

describe("what has no JSON form", () => {
  const unwritable: readonly (readonly [message: string, value: WellKnownInput])[] = [
    [
      "timestamp: 253402300800 seconds lie outside of the years 1 to 9999",
      { timestamp: { seconds: 253_402_300_800n } },
    ],
    ["timestamp: -1 nanos are not within a second", { timestamp: { nanos: -1 } }],
    ["duration: 1 seconds and -1 nanos differ in sign", { duration: { seconds: 1n, nanos: -1 } }],
    ["duration: 1000000000 nanos are not within a second", { duration: { nanos: 1_000_000_000 } }],
    ['fieldMask: the path "a_B" has no form in lowerCamelCase', { fieldMask: { paths: ["a_B"] } }],
    ['fieldMask: the path "a,b" has no form in lowerCamelCase', { fieldMask: { paths: ["a,b"] } }],
    ["value: a google.protobuf.Value of no kind", { value: {} }],
    ["value must be a finite number, got the number NaN", { value: { kind: { numberValue: Number.NaN } } }],
    [
      "list[0] must be a finite number, got the number Infinity",
      { list: { values: [{ kind: { numberValue: 1 / 0 } }] } },
    ],
  ];
  test.each(unwritable)("%s", (message, value) => {
    expect(() => toJson(WellKnownDescriptor, value)).toThrow(message);
  });
});

test("a Value is as deep as messages may be", () => {
  const nested = (levels: number): string => `{"value": ${"[".repeat(levels)}${"]".repeat(levels)}}`;
  expect(() => fromJsonString(WellKnownDescriptor, nested(99))).not.toThrow();
  expect(() => fromJsonString(WellKnownDescriptor, nested(100))).toThrow("nested too deep");
});
