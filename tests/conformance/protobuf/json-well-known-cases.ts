import type { CaseList } from "./case-list.ts";
import { delimitedField, double, field, raw, varintField, WireType } from "./wire.ts";

/** The types of google/protobuf that have a JSON form of their own. */
export function jsonWellKnownCases(list: CaseList, message: string): void {
  wrappers(list);
  durations(list);
  timestamps(list);
  fieldMasks(list);
  structs(list);
  values(list);
  anys(list, message);
}

function wrappers(list: CaseList): void {
  const types: readonly (readonly [string, string, string, unknown, string, unknown])[] = [
    ["Bool", "Bool", "false", false, "true", true],
    ["Int32", "Int32", "0", 0, "1", 1],
    ["Uint32", "Uint32", "0", 0, "1", 1],
    ["Int64", "Int64", "0", 0n, '"1"', 1n],
    ["Uint64", "Uint64", "0", 0n, '"1"', 1n],
    ["Float", "Float", "0", 0, "1", 1],
    ["Double", "Double", "0", 0, "1", 1],
    ["String", "String", '""', "", '"1"', "1"],
    ["Bytes", "Bytes", '""', raw(""), '"AQI="', raw("\x01\x02")],
  ];
  for (const [name, type, zeroJson, zero] of types) {
    const member = `optional${type}Wrapper`;
    list.validJson(`Optional${name}Wrapper`, "Required", `{"${member}": ${zeroJson}}`, { [member]: zero });
  }
  const others = types.map(([, type, , , json]) => `"optional${type}Wrapper": ${json}`).join(", ");
  const otherValues = Object.fromEntries(types.map(([, type, , , , value]) => [`optional${type}Wrapper`, value]));
  list.validJson("OptionalWrapperTypesWithNonDefaultValue", "Required", `{${others}}`, otherValues);
  const lists: Readonly<Record<string, readonly [string, readonly unknown[]]>> = {
    Bool: ["[true, false]", [true, false]],
    String: ['["", "AQI="]', ["", "AQI="]],
    Bytes: ['["", "AQI="]', [raw(""), raw("\x01\x02")]],
  };
  for (const [name, type, , zero] of types) {
    const wide = typeof zero === "bigint";
    const [json, list_] = lists[name] ?? ["[0, 1]", wide ? [0n, 1n] : [0, 1]];
    const member = `repeated${type}Wrapper`;
    const wrapped = list_.map((value) => ({ value }));
    list.validJson(`Repeated${name}Wrapper`, "Required", `{"${member}": ${json}}`, { [member]: wrapped });
  }
  const all = types.flatMap(([, type]) => [`optional${type}Wrapper`, `repeated${type}Wrapper`]);
  const nulls = JSON.stringify(Object.fromEntries(all.map((member) => [member, null])));
  list.validJson("WrapperTypesWithNullValue", "Required", nulls, {});
}

const maxSeconds = 315_576_000_000n;

function durations(list: CaseList): void {
  const add = (name: string, text: string, seconds: bigint, nanos: number): void =>
    list.validJson(`Duration${name}`, "Required", `{"optionalDuration": "${text}"}`, {
      optionalDuration: { seconds, nanos },
    });
  add("MinValue", "-315576000000.999999999s", -maxSeconds, -999_999_999);
  add("MaxValue", "315576000000.999999999s", maxSeconds, 999_999_999);
  list.validJson("DurationRepeatedValue", "Required", '{"repeatedDuration": ["1.5s", "-1.5s"]}', {
    repeatedDuration: [
      { seconds: 1n, nanos: 500_000_000 },
      { seconds: -1n, nanos: -500_000_000 },
    ],
  });
  list.validJson("DurationNull", "Required", '{"optionalDuration": null}', {});
  add("NegativeSeconds", "-5s", -5n, 0);
  add("NegativeNanos", "-0.5s", 0n, -500_000_000);
  const bad = (name: string, text: string): void =>
    list.malformedJson(`Duration${name}`, "Required", `{"optionalDuration": "${text}"}`);
  bad("MissingS", "1");
  bad("JsonInputTooSmall", "-315576000001.000000000s");
  bad("JsonInputTooLarge", "315576000001.000000000s");
  const unwritable = (name: string, seconds: bigint, nanos: number): void =>
    list.notForJson(`DurationProto${name}`, "Required", secondsAndNanos(301, seconds, nanos));
  unwritable("InputTooSmall", -maxSeconds - 1n, 0);
  unwritable("InputTooLarge", maxSeconds + 1n, 0);
  unwritable("NanosWrongSign", 1n, -1);
  unwritable("NanosWrongSignNegativeSecs", -1n, 1);
  unwritable("NanosTooSmall", -1n, -1_000_000_000);
  unwritable("NanosTooLarge", 1n, 1_000_000_000);
  const digits: readonly (readonly [string, string, string])[] = [
    ["HasZeroFractionalDigit", "1.000000000s", "1s"],
    ["Has3FractionalDigits", "1.010000000s", "1.010s"],
    ["Has6FractionalDigits", "1.000010000s", "1.000010s"],
    ["Has9FractionalDigits", "1.000000010s", "1.000000010s"],
  ];
  for (const [name, given, written] of digits) {
    const json = `{"optionalDuration": "${given}"}`;
    list.jsonOutput(`Duration${name}`, "Recommended", json, ({ optionalDuration }) => optionalDuration === written);
  }
}

const leastTime = -62_135_596_800n;
const mostTime = 253_402_300_799n;

function timestamps(list: CaseList): void {
  const add = (name: string, text: string, seconds: bigint, nanos: number = 0): void =>
    list.validJson(`Timestamp${name}`, "Required", `{"optionalTimestamp": "${text}"}`, {
      optionalTimestamp: { seconds, nanos },
    });
  add("MinValue", "0001-01-01T00:00:00Z", leastTime);
  add("MaxValue", "9999-12-31T23:59:59.999999999Z", mostTime, 999_999_999);
  const ends = '{"repeatedTimestamp": ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"]}';
  list.validJson("TimestampRepeatedValue", "Required", ends, {
    repeatedTimestamp: [{ seconds: leastTime }, { seconds: mostTime, nanos: 999_999_999 }],
  });
  add("EpochValue", "1970-01-01T00:00:00.000Z", 0n);
  add("NanoAfterEpochlValue", "1970-01-01T00:00:00.000000001Z", 0n, 1);
  add("NanoBeforeEpochValue", "1969-12-31T23:59:59.999999999Z", -1n, 999_999_999);
  add("LittleAfterEpochlValue", "1970-01-01T00:00:01.000000001Z", 1n, 1);
  add("LittleBeforeEpochValue", "1969-12-31T23:59:58.999999999Z", -2n, 999_999_999);
  add("TenAndHalfSecondsAfterEpochValue", "1970-01-01T00:00:10.500Z", 10n, 500_000_000);
  add("TenAndHalfSecondsBeforeEpochValue", "1969-12-31T23:59:49.500Z", -11n, 500_000_000);
  add("Leap", "1993-02-10T00:00:00.000Z", 729_302_400n);
  add("WithPositiveOffset", "1970-01-01T08:00:01+08:00", 1n);
  add("WithNegativeOffset", "1969-12-31T16:00:01-08:00", 1n);
  list.validJson("TimestampNull", "Required", '{"optionalTimestamp": null}', {});
  add("JsonInputLeapFeb29", "2000-02-29T00:00:00Z", 951_782_400n);
  add("WithOffsetShiftsDay", "1970-01-02T01:00:00+02:00", 82_800n);
  add("WithOffsetBoundaryInBoundsMin", "0001-01-01T00:00:00-00:01", leastTime + 60n);
  add("WithOffsetBoundaryInBoundsMax", "9999-12-31T23:59:59+00:01", mostTime - 60n);
  add("WithComplexOffset", "1970-01-01T00:00:00-11:30", 41_400n);
  wrongTimestamps(list);
  const digits: readonly (readonly [string, string, string])[] = [
    ["ZeroNormalized", "1969-12-31T16:00:00-08:00", "1970-01-01T00:00:00Z"],
    ["HasZeroFractionalDigit", "1970-01-01T00:00:00.000000000Z", "1970-01-01T00:00:00Z"],
    ["Has3FractionalDigits", "1970-01-01T00:00:00.010000000Z", "1970-01-01T00:00:00.010Z"],
    ["Has6FractionalDigits", "1970-01-01T00:00:00.000010000Z", "1970-01-01T00:00:00.000010Z"],
    ["Has9FractionalDigits", "1970-01-01T00:00:00.000000010Z", "1970-01-01T00:00:00.000000010Z"],
  ];
  for (const [name, given, written] of digits) {
    const json = `{"optionalTimestamp": "${given}"}`;
    list.jsonOutput(`Timestamp${name}`, "Recommended", json, ({ optionalTimestamp }) => optionalTimestamp === written);
  }
}

function wrongTimestamps(list: CaseList): void {
  const wrong = {
    JsonInputTooSmall: "0000-01-01T00:00:00Z",
    JsonInputTooLarge: "10000-01-01T00:00:00Z",
    JsonInputMissingZ: "0001-01-01T00:00:00",
    JsonInputMissingT: "0001-01-01 00:00:00Z",
    JsonInputLowercaseZ: "0001-01-01T00:00:00z",
    JsonInputLowercaseT: "0001-01-01t00:00:00Z",
    WithMissingColonInOffset: "1970-01-01T08:00:01+0800",
    JsonInputMonthTooLarge: "1970-13-01T00:00:00Z",
    JsonInputMonthZero: "1970-00-01T00:00:00Z",
    JsonInputDayTooLarge: "1970-01-32T00:00:00Z",
    JsonInputDayZero: "1970-01-00T00:00:00Z",
    JsonInputHourTooLarge: "1970-01-01T24:00:00Z",
    JsonInputHourTooLarge25: "1970-01-01T25:00:00Z",
    JsonInputMinuteTooLarge: "1970-01-01T00:60:00Z",
    JsonInputSecondTooLarge: "1970-01-01T00:00:60Z",
    JsonInputInvalidOffsetHour: "1970-01-01T00:00:00+24:00",
    JsonInputInvalidOffsetMinute: "1970-01-01T00:00:00+00:60",
    JsonInputOffsetBoundaryUnderflow: "0001-01-01T00:00:00+00:01",
    JsonInputOffsetBoundaryOverflow: "9999-12-31T23:59:59-00:01",
    JsonInputInvalidNanos: "1970-01-01T00:00:00.1234567890Z",
    JsonInputInvalidCharsInNanos: "1970-01-01T00:00:00.123aZ",
    JsonInputYearTooShort: "999-01-01T00:00:00Z",
    JsonInputYearTooLong: "00001-01-01T00:00:00Z",
    JsonInputMonthTooShort: "1970-1-01T00:00:00Z",
    JsonInputDayTooShort: "1970-01-1T00:00:00Z",
    JsonInputNonLeapFeb29: "2001-02-29T00:00:00Z",
  };
  for (const [name, text] of Object.entries(wrong)) {
    list.malformedJson(`Timestamp${name}`, "Required", `{"optionalTimestamp": "${text}"}`);
  }
  const unwritable = (name: string, seconds: bigint, nanos: number): void =>
    list.notForJson(`TimestampProto${name}`, "Required", secondsAndNanos(302, seconds, nanos));
  unwritable("InputTooSmall", leastTime - 1n, 0);
  unwritable("InputTooLarge", mostTime + 1n, 0);
  unwritable("NegativeNanos", 5000n, -1);
  unwritable("NanoTooLarge", 5000n, 1_000_000_000);
}

function secondsAndNanos(number: number, seconds: bigint, nanos: number): Buffer {
  return delimitedField(number, Buffer.concat([varintField(1, seconds), varintField(2, nanos)]));
}

function fieldMasks(list: CaseList): void {
  const add = (name: string, text: string, paths: readonly string[]): void =>
    list.validJson(name, "Required", `{"optionalFieldMask": "${text}"}`, { optionalFieldMask: { paths } });
  add("FieldMask", "foo,barBaz", ["foo", "bar_baz"]);
  add("EmptyFieldMask", "", []);
  list.malformedJson("FieldMaskInvalidCharacter", "Recommended", '{"optionalFieldMask": "foo,bar_bar"}');
  const unwritable = { PathsDontRoundTrip: "fooBar", NumbersDontRoundTrip: "foo_3_bar", TooManyUnderscore: "foo__bar" };
  for (const [name, path] of Object.entries(unwritable)) {
    list.notForJson(`FieldMask${name}`, "Recommended", delimitedField(303, delimitedField(1, path)));
  }
}

/** A `google.protobuf.Value` as protobuf-es has it. */
function value(json: unknown): object {
  if (json === null) return { kind: { case: "nullValue", value: 0 } };
  if (typeof json === "number") return { kind: { case: "numberValue", value: json } };
  if (typeof json === "string") return { kind: { case: "stringValue", value: json } };
  if (typeof json === "boolean") return { kind: { case: "boolValue", value: json } };
  if (Array.isArray(json)) return { kind: { case: "listValue", value: { values: json.map(value) } } };
  return { kind: { case: "structValue", value: struct(Object(json)) } };
}

/** A `google.protobuf.Struct`; where a field holds one, protobuf-es has the JSON itself. */
function struct(json: object): object {
  return { fields: Object.fromEntries(Object.entries(json).map(([name, member]) => [name, value(member)])) };
}

/** `{"n": {"n": … {"value": 1}}}` */
function nestedObject(levels: number): string {
  return `{${'"n": {'.repeat(levels)}"value": 1${"}".repeat(levels)}}`;
}

function structs(list: CaseList): void {
  const add = (name: string, level: "Required" | "Recommended", json: string): void =>
    list.validJson(name, level, `{"optionalStruct": ${json}}`, { optionalStruct: JSON.parse(json) });
  const all = {
    nullValue: null,
    intValue: 1234,
    boolValue: true,
    doubleValue: 1234.5678,
    stringValue: "Hello world!",
    listValue: [1234, "5678"],
    objectValue: { value: 0 },
  };
  add("Struct", "Required", JSON.stringify(all));
  add("StructWithEmptyListValue", "Required", '{"listValue": []}');
  add("StructDeepNesting25", "Recommended", nestedObject(25));
  list.malformedJson("StructDeepNesting200", "Recommended", `{"optionalStruct": ${nestedObject(200)}}`);
}

function values(list: CaseList): void {
  const add = (name: string, level: "Required" | "Recommended", json: string): void =>
    list.validJson(name, level, `{"optionalValue": ${json}}`, { optionalValue: value(JSON.parse(json)) });
  const accepted = {
    Integer: "1",
    Float: "1.5",
    Bool: "false",
    Null: "null",
    String: '"hello"',
    List: '[0, "hello"]',
    Object: '{"value": 1}',
  };
  for (const [name, json] of Object.entries(accepted)) add(`ValueAccept${name}`, "Required", json);
  list.validJson("RepeatedValue", "Required", '{"repeatedValue": [["a"]]}', { repeatedValue: [value(["a"])] });
  list.validJson("RepeatedListValue", "Required", '{"repeatedListValue": [["a"]]}', {
    repeatedListValue: [{ values: [value("a")] }],
  });
  const isNull = (json: Readonly<Record<string, unknown>>): boolean => json["oneofNullValue"] === null;
  list.jsonOutput("NullValueInOtherOneofOldFormat", "Recommended", '{"oneofNullValue": "NULL_VALUE"}', isNull);
  list.jsonOutput("NullValueInOtherOneofNewFormat", "Recommended", '{"oneofNullValue": null}', isNull);
  const isEmpty = (json: object): boolean => Object.keys(json).length === 0;
  list.jsonOutput("NullValueInNormalMessage", "Recommended", '{"optionalNullValue": null}', isEmpty);
  const unwritable = { Nan: Number.NaN, Inf: Number.POSITIVE_INFINITY };
  for (const [name, number] of Object.entries(unwritable)) {
    const bytes = delimitedField(306, field(2, WireType.Fixed64, double(number)));
    list.notForJson(`ValueReject${name}NumberValue`, "Recommended", bytes);
  }
  const nestedList = (levels: number): string => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
  add("ListValueDeepNesting25", "Recommended", nestedList(25));
  list.malformedJson("ListValueDeepNesting200", "Recommended", `{"optionalValue": ${nestedList(200)}}`);
  add("ValueDeepNesting25", "Recommended", nestedObject(25));
  list.malformedJson("ValueDeepNesting200", "Recommended", `{"optionalValue": ${nestedObject(200)}}`);
}

function anys(list: CaseList, message: string): void {
  const url = (type: string): string => `type.googleapis.com/${type}`;
  const add = (name: string, json: object, fields: object = {}): void =>
    list.validJson(name, "Required", JSON.stringify({ optionalAny: json }), { ...fields });
  const any = (type: string, bytes: Buffer): object => ({ optionalAny: { typeUrl: url(type), value: bytes } });
  const int32 = varintField(1, 12345);
  const own = { "@type": url(message), optionalInt32: 12345 };
  add("Any", own, any(message, int32));
  const inner = Buffer.concat([delimitedField(1, url(message)), delimitedField(2, int32)]);
  const anyType = "google.protobuf.Any";
  add("AnyNested", { "@type": url(anyType), value: own }, any(anyType, inner));
  add("AnyUnorderedTypeTag", { optionalInt32: 12345, "@type": url(message) }, any(message, int32));
  const wellKnown = (name: string, type: string, json: unknown, bytes: Buffer): void => {
    const full = `google.protobuf.${type}`;
    add(`AnyWith${name}`, { "@type": url(full), value: json }, any(full, bytes));
  };
  wellKnown("Int32ValueWrapper", "Int32Value", 12345, int32);
  const seconds = Buffer.concat([varintField(1, 1), varintField(2, 500_000_000)]);
  wellKnown("Duration", "Duration", "1.5s", seconds);
  wellKnown("Timestamp", "Timestamp", "1970-01-01T00:00:00Z", Buffer.alloc(0));
  wellKnown(
    "FieldMask",
    "FieldMask",
    "foo,barBaz",
    Buffer.concat(["foo", "bar_baz"].map((path) => delimitedField(1, path))),
  );
  const one = field(2, WireType.Fixed64, double(1));
  const entry = Buffer.concat([delimitedField(1, "foo"), delimitedField(2, one)]);
  const structBytes = delimitedField(1, entry);
  wellKnown("Struct", "Struct", { foo: 1 }, structBytes);
  wellKnown("ValueForJsonObject", "Value", { foo: 1 }, delimitedField(5, structBytes));
  wellKnown("ValueForInteger", "Value", 1, one);
  const bad = (name: string, type: string): void =>
    list.malformedJson(
      `AnyWktRepresentationWith${name}`,
      "Required",
      `{"optionalAny": {"@type": "${type}", "value": ""}}`,
    );
  bad("EmptyTypeAndValue", "");
  bad("BadType", "not_a_url");
  add("AnyWithNoType", {}, { optionalAny: {} });
  list.validJson("AnyNull", "Required", '{"optionalAny": null}', {});
  add("AnyEmpty", { "@type": url("google.protobuf.Empty") }, any("google.protobuf.Empty", Buffer.alloc(0)));
}
