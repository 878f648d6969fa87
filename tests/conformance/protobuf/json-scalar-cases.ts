import type { CaseList } from "./case-list.ts";
import type { Flavor } from "./test-messages.ts";
import { field, fixed32, fixed64, raw, WireType } from "./wire.ts";

/** Fields of one scalar or enum value. */
export function jsonScalarCases(list: CaseList, flavor: Flavor): void {
  integers(list);
  wrongIntegers(list);
  booleans(list);
  floats(list);
  enums(list, flavor);
  texts(list);
}

function integers(list: CaseList): void {
  const add = (name: string, member: string, json: string, value: number | bigint): void =>
    list.validJson(name, "Required", `{"${member}": ${json}}`, { [member]: value });
  add("Int32FieldMaxValue", "optionalInt32", "2147483647", 2147483647);
  add("Int32FieldMinValue", "optionalInt32", "-2147483648", -2147483648);
  add("Uint32FieldMaxValue", "optionalUint32", "4294967295", 4294967295);
  add("Int64FieldMaxValue", "optionalInt64", '"9223372036854775807"', 2n ** 63n - 1n);
  add("Int64FieldMinValue", "optionalInt64", '"-9223372036854775808"', -(2n ** 63n));
  add("Uint64FieldMaxValue", "optionalUint64", '"18446744073709551615"', 2n ** 64n - 1n);
  add("Int64FieldMaxValueNotQuoted", "optionalInt64", "9223372036854774784", 9223372036854774784n);
  add("Int64FieldMinValueNotQuoted", "optionalInt64", "-9223372036854775808", -9223372036854775808n);
  add("Uint64FieldMaxValueNotQuoted", "optionalUint64", "18446744073709549568", 18446744073709549568n);
  add("Int32FieldStringValue", "optionalInt32", '"2147483647"', 2147483647);
  add("Int32FieldStringValueEscaped", "optionalInt32", '"2\\u003147483647"', 2147483647);
  add("Int32FieldStringValueZero", "optionalInt32", '"0"', 0);
  add("Int32FieldQuotedExponentialValue", "optionalInt32", '"1e5"', 100_000);
  add("Int32FieldFloatTrailingZero", "optionalInt32", "100000.000", 100_000);
  add("Int32FieldExponentialFormat", "optionalInt32", "1e5", 100_000);
  add("Int32FieldMaxFloatValue", "optionalInt32", "2.147483647e9", 2147483647);
  add("Int32FieldMinFloatValue", "optionalInt32", "-2.147483648e9", -2147483648);
  add("Uint32FieldMaxFloatValue", "optionalUint32", "4.294967295e9", 4294967295);
  for (const member of ["Int64", "Uint64"]) {
    const property = `optional${member}`;
    list.jsonOutput(`${member}FieldBeString`, "Recommended", `{"${property}": 1}`, (json) => json[property] === "1");
  }
}

function wrongIntegers(list: CaseList): void {
  const bad = (name: string, json: string, type: string = "Int32"): void =>
    list.malformedJson(`${type}${name}`, "Required", `{"optional${type}": ${json}}`);
  bad("FieldTooLarge", "2147483648");
  bad("FieldTooSmall", "-2147483649");
  bad("FieldTooLarge", "4294967296", "Uint32");
  bad("FieldTooLarge", '"9223372036854775808"', "Int64");
  bad("FieldTooSmall", '"-9223372036854775809"', "Int64");
  bad("FieldTooLarge", '"18446744073709551616"', "Uint64");
  bad("QuotedExponentFieldTooLarge", '"1e536870000"', "Uint64");
  for (const type of ["Int32", "Uint32"]) bad("FieldNotInteger", "0.5", type);
  for (const type of ["Int64", "Uint64"]) bad("FieldNotInteger", '"0.5"', type);
  bad("FieldTrueValue", "true");
  bad("FieldFalseValue", "false");
  bad("FieldStringValuePartiallyNumeric", '"12abc"');
  bad("FieldStringValuePartiallyNumericSpace", '"12 34"');
  bad("FieldStringValuePartiallyNumericComma", '"12,34"');
  bad("FieldStringValuePartiallyNumericUnicode", '"12谷歌34"');
  bad("FieldStringValueNonNumeric", '"abc"');
  for (const type of ["Int32", "Uint32", "Int64", "Uint64"]) {
    bad("FieldEmptyString", '""', type);
    bad("FieldNotNumber", '"3x3"', type);
  }
  bad("FieldPlusSign", "+1");
  bad("FieldLeadingZero", "01");
  bad("FieldNegativeWithLeadingZero", "-01");
  bad("FieldLeadingSpace", '" 1"');
  bad("FieldTrailingSpace", '"1 "');
}

function booleans(list: CaseList): void {
  list.validJson("BoolFieldTrue", "Required", '{"optionalBool":true}', { optionalBool: true });
  list.validJson("BoolFieldFalse", "Required", '{"optionalBool":false}', { optionalBool: false });
  const wrong = {
    IntegerZero: "0",
    IntegerOne: "1",
    CamelCaseTrue: "True",
    CamelCaseFalse: "False",
    AllCapitalTrue: "TRUE",
    AllCapitalFalse: "FALSE",
    DoubleQuotedTrue: '"true"',
    DoubleQuotedFalse: '"false"',
  };
  for (const [name, json] of Object.entries(wrong)) {
    list.malformedJson(`BoolField${name}`, "Recommended", `{"optionalBool":${json}}`);
  }
}

/** What the suite asks of floats and doubles alike, with the ends of each. */
const floatEnds = {
  Float: { small: "1.175494e-38", large: "3.402823e+38", below: "-3.502823e+38", above: "3.502823e+38" },
  Double: { small: "2.22507e-308", large: "1.79769e+308", below: "-1.89769e+308", above: "1.89769e+308" },
};

function floats(list: CaseList): void {
  for (const [type, { small, large, below, above }] of Object.entries(floatEnds)) {
    const member = `optional${type}`;
    const valid = (name: string, json: string, value: number): void =>
      list.validJson(`${type}Field${name}`, "Required", `{"${member}": ${json}}`, { [member]: value });
    const bad = (name: string, json: string, level: "Required" | "Recommended" = "Required"): void =>
      list.malformedJson(`${type}Field${name}`, level, `{"${member}": ${json}}`);
    const nearest = (text: string): number => (type === "Float" ? Math.fround(Number(text)) : Number(text));
    valid("MinPositiveValue", small, nearest(small));
    valid("MaxNegativeValue", `-${small}`, -nearest(small));
    valid("MaxPositiveValue", large, nearest(large));
    // For floats the suite's least value has lost its sign.
    const least = type === "Float" ? large : `-${large}`;
    valid("MinNegativeValue", least, nearest(least));
    valid("QuotedValue", '"1"', 1);
    valid("QuotedExponentialValue", `"${small}"`, nearest(small));
    valid("Nan", '"NaN"', Number.NaN);
    valid("Infinity", '"Infinity"', Number.POSITIVE_INFINITY);
    valid("NegativeInfinity", '"-Infinity"', Number.NEGATIVE_INFINITY);
    bad("NanNotQuoted", "NaN", "Recommended");
    bad("InfinityNotQuoted", "Infinity", "Recommended");
    bad("NegativeInfinityNotQuoted", "-Infinity", "Recommended");
    bad("TooSmall", below);
    bad("TooLarge", above);
    bad("EmptyString", '""');
    bad("StringValuePartiallyNumeric", '"12abc"');
    bad("StringValueNonNumeric", '"abc"');
    bad("TrueValue", "true");
    bad("FalseValue", "false");
    if (type === "Double") continue;
    bad("StringValuePartiallyNumericSpace", '"12 34"');
    bad("StringValuePartiallyNumericComma", '"12,34"');
    bad("StringValuePartiallyNumericUnicode", '"12谷歌34"');
  }
  const nan = (name: string, member: string, bytes: Buffer): void =>
    list.protobufToJson(name, "Required", bytes, { kind: "fields", fields: { [member]: Number.NaN } });
  nan("FloatFieldNormalizeQuietNan", "optionalFloat", field(11, WireType.Fixed32, fixed32(0x7fa12345)));
  nan("FloatFieldNormalizeSignalingNan", "optionalFloat", field(11, WireType.Fixed32, fixed32(0xffb54321)));
  nan("DoubleFieldNormalizeQuietNan", "optionalDouble", field(12, WireType.Fixed64, fixed64(0x7ffa123456789abcn)));
  nan("DoubleFieldNormalizeSignalingNan", "optionalDouble", field(12, WireType.Fixed64, fixed64(0xfffbcba987654321n)));
}

function enums(list: CaseList, { isProto3 }: Flavor): void {
  const add = (name: string, member: string, json: string, value: number): void =>
    list.validJson(`EnumField${name}`, "Required", `{"${member}": ${json}}`, { [member]: value });
  const bad = (name: string, json: string): void =>
    list.malformedJson(`EnumField${name}`, "Required", `{"optionalNestedEnum": ${json}}`);
  add("", "optionalNestedEnum", '"FOO"', 0);
  if (isProto3) {
    const aliases = {
      WithAlias: "ALIAS_BAZ",
      WithAliasUseAlias: "MOO",
      WithAliasLowerCase: "moo",
      WithAliasDifferentCase: "bAz",
    };
    for (const [name, alias] of Object.entries(aliases)) add(name, "optionalAliasedEnum", `"${alias}"`, 2);
    list.jsonOutput(
      "EnumFieldUnknownValue",
      "Required",
      '{"optionalNestedEnum": 123}',
      (json) => json["optionalNestedEnum"] === 123,
    );
  }
  add("NumericValueZero", "optionalNestedEnum", "0", 0);
  add("NumericValueNonZero", "optionalNestedEnum", "1", 1);
  bad("NotQuoted", "FOO");
  bad("SingleElementArrayEnumName", '["FOO"]');
  bad("SingleElementArrayNumericValue", "[2]");
  bad("TrueValue", "true");
  bad("FalseValue", "false");
}

function texts(list: CaseList): void {
  const add = (name: string, json: string, optionalString: string): void =>
    list.validJson(`StringField${name}`, "Required", `{"optionalString": ${json}}`, { optionalString });
  const bad = (name: string, json: string): void =>
    list.malformedJson(`StringField${name}`, "Recommended", `{"optionalString": ${json}}`);
  add("", '"Hello world!"', "Hello world!");
  add("Unicode", '"谷歌"', "谷歌");
  add("Escape", '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t');
  add("UnicodeEscape", '"\\u8C37\\u6B4C"', "谷歌");
  add("UnicodeEscapeWithLowercaseHexLetters", '"\\u8c37\\u6b4c"', "谷歌");
  add("SurrogatePair", '"\\uD83D\\uDE01"', "\u{1f601}");
  add("EmbeddedNull", '"Hello\\u0000world!"', "Hello\0world!");
  bad("UppercaseEscapeLetter", '"\\U8C37\\U6b4C"');
  bad("InvalidEscape", '"\\uXXXX\\u6B4C"');
  bad("UnterminatedEscape", '"\\u8C3"');
  bad("UnpairedHighSurrogate", '"\\uD800"');
  bad("UnpairedLowSurrogate", '"\\uDC00"');
  bad("SurrogateInWrongOrder", '"\\uDE01\\uD83D"');
  list.malformedJson("StringFieldNotAString", "Required", '{"optionalString": 12345}');
  list.validJson("BytesField", "Required", '{"optionalBytes": "AQI="}', { optionalBytes: raw("\x01\x02") });
  list.validJson("BytesFieldBase64Url", "Recommended", '{"optionalBytes": "-_"}', { optionalBytes: raw("\xfb") });
}
