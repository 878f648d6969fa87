import type { CaseList } from "./case-list.ts";
import type { Flavor } from "./test-messages.ts";

/** The odd field names as JSON has them, which are protobuf-es's names for them too. */
const namesInJson = {
  fieldname1: 1,
  fieldName2: 2,
  FieldName3: 3,
  fieldName4: 4,
  field0name5: 5,
  field0Name6: 6,
  fieldName7: 7,
  FieldName8: 8,
  fieldName9: 9,
  FieldName10: 10,
  FIELDNAME11: 11,
  FIELDName12: 12,
  FieldName13: 13,
  FieldName14: 14,
  fieldName15: 15,
  fieldName16: 16,
  fieldName17: 17,
  FieldName18: 18,
};

const originalNames = [
  ..."fieldname1 field_name2 _field_name3 field__name4_ field0name5 field_0_name6 fieldName7 FieldName8".split(" "),
  ..."field_Name9 Field_Name10 FIELD_NAME11 FIELD_name12 __field_name13 __Field_name14 field__name15".split(" "),
  ..."field__Name16 field_name17__ Field_name18__".split(" "),
];

/** The names of members, and what JSON is at all. */
export function jsonSyntaxCases(list: CaseList, flavor: Flavor): void {
  list.validJson("HelloWorld", "Required", '{"optionalString":"Hello, World!"}', { optionalString: "Hello, World!" });
  fieldNames(list, flavor);
  notJson(list);
  spaces(list);
  duplicates(list);
  unknownMembers(list);
  unknownEnumNames(list);
  if (!flavor.isProto3) {
    const zero = '{"FieldName13": 0}';
    list.jsonOutput("StoresDefaultPrimitive", "Required", zero, (json) => Object.hasOwn(json, "FieldName13"));
    // Which of the extensions the suite takes first is not said; all of them have names like this.
    const extension = `[${flavor.package}.extension_int32]`;
    list.jsonOutput("FieldNameExtension", "Recommended", JSON.stringify({ [extension]: 1 }), (json) =>
      Object.hasOwn(json, extension),
    );
  }
}

function fieldNames(list: CaseList, { isProto3 }: Flavor): void {
  const names = Object.entries(namesInJson);
  const groups: readonly (readonly [string, "Required" | "Recommended", number, number])[] = [
    ["FieldNameInSnakeCase", "Required", 0, 4],
    ["FieldNameWithNumbers", "Required", 4, 6],
    ["FieldNameWithMixedCases", "Required", 6, 12],
    ["FieldNameWithDoubleUnderscores", "Recommended", 12, 18],
  ];
  for (const [name, level, from, to] of groups) {
    const some = Object.fromEntries(names.slice(from, to));
    list.validJson(name, level, JSON.stringify(some), some);
    const written = from === 0 ? "FieldNameInLowerCamelCase" : name;
    const all = (json: object): boolean => Object.keys(some).every((key) => Object.hasOwn(json, key));
    list.jsonOutput(written, level, JSON.stringify(some), all);
  }
  const original = Object.fromEntries(originalNames.map((name, i) => [name, i + 1]));
  list.validJson("OriginalProtoFieldName", "Required", JSON.stringify(original), namesInJson);
  list.validJson("FieldNameEscaped", "Required", '{"fieldn\\u0061me1": 1}', { fieldname1: 1 });
  if (isProto3) {
    const zero = '{"FieldName13": 0}';
    list.jsonOutput("SkipsDefaultPrimitive", "Required", zero, (json) => !Object.hasOwn(json, "FieldName13"));
  }
}

function notJson(list: CaseList): void {
  const bad = (name: string, json: string): void => list.malformedJson(name, "Recommended", json);
  bad("StringEndsWithEscapeChar", '{"optionalString": "abc\\');
  bad("FieldNameNotQuoted", "{fieldname1: 1}");
  bad("TrailingCommaInAnObject", '{"fieldname1":1,}');
  bad("TrailingCommaInAnObjectWithSpace", '{"fieldname1":1 ,}');
  bad("TrailingCommaInAnObjectWithSpaceCommaSpace", '{"fieldname1":1 , }');
  bad("TrailingCommaInAnObjectWithNewlines", '{\n  "fieldname1":1,\n}');
  bad("JsonWithComments", '{\n  // This is a comment.\n  "fieldname1": 1\n}');
  bad("MissingCommaOneLine", '{ "optionalInt32": 1 "optionalInt64": 2 }');
  bad("MissingCommaMultiline", '{\n  "optionalInt32": 1\n  "optionalInt64": 2\n}');
  bad("StringFieldSingleQuoteKey", "{'optionalString': \"Hello world!\"}");
  bad("StringFieldSingleQuoteValue", "{\"optionalString\": 'Hello world!'}");
  bad("StringFieldSingleQuoteBoth", "{'optionalString': 'Hello world!'}");
  bad("RepeatedFieldTrailingComma", '{"repeatedInt32": [1, 2, 3, 4,]}');
  bad("RepeatedFieldTrailingCommaWithSpace", '{"repeatedInt32": [1, 2, 3, 4 ,]}');
  bad("RepeatedFieldTrailingCommaWithSpaceCommaSpace", '{"repeatedInt32": [1, 2, 3, 4 , ]}');
  bad("RepeatedFieldTrailingCommaWithNewlines", '{"repeatedInt32": [\n  1,\n  2,\n  3,\n  4,\n]}');
  list.malformedJson("RejectTopLevelNull", "Required", "null");
}

function spaces(list: CaseList): void {
  const add = (name: string, json: string): void =>
    list.validJson(name, "Recommended", json, { optionalInt32: 1, optionalInt64: 2n });
  add("OneLineNoSpaces", '{"optionalInt32":1,"optionalInt64":2}');
  add("OneLineWithSpaces", '{ "optionalInt32" : 1 , "optionalInt64" : 2 }');
  add("MultilineNoSpaces", '{\n"optionalInt32"\n:\n1\n,\n"optionalInt64"\n:\n2\n}');
  add("MultilineWithSpaces", '{\n  "optionalInt32"  :  1\n  ,\n  "optionalInt64"  :  2\n}\n');
}

function duplicates(list: CaseList): void {
  const add = (name: string, first: string, second: string): void =>
    list.doubtfulJson(name, "Recommended", `{"${first}": {"a": 1}, "${second}": {}}`, { optionalNestedMessage: {} });
  add("FieldNameDuplicate", "optionalNestedMessage", "optionalNestedMessage");
  add("FieldNameDuplicateDifferentCasing1", "optional_nested_message", "optionalNestedMessage");
  add("FieldNameDuplicateDifferentCasing2", "optionalNestedMessage", "optional_nested_message");
}

function unknownMembers(list: CaseList): void {
  const values = { Number: "1", String: '"a"', True: "true", False: "false", Null: "null", Object: '{"a": 1}' };
  for (const [name, value] of Object.entries(values)) {
    list.jsonWithUnknown(`IgnoreUnknownJson${name}`, "Required", `{"unknown": ${value}}`, {});
  }
}

function unknownEnumNames(list: CaseList): void {
  const unknown = '"UNKNOWN_ENUM_VALUE"';
  const places = {
    InOptionalField: `{"optional_nested_enum": ${unknown}}`,
    InRepeatedField: `{"repeated_nested_enum": [${unknown}]}`,
    InMapValue: `{"map_string_nested_enum": {"key": ${unknown}}}`,
  };
  for (const [place, json] of Object.entries(places)) {
    list.malformedJson(`RejectUnknownEnumStringValue${place}`, "Recommended", json);
    list.jsonWithUnknown(`IgnoreUnknownEnumStringValue${place}`, "Recommended", json, {});
  }
  list.jsonWithUnknown(
    "IgnoreUnknownEnumStringValueInRepeatedPart",
    "Recommended",
    `{"repeated_nested_enum": ["FOO", ${unknown}, "FOO"]}`,
    { repeatedNestedEnum: [0, 0] },
  );
  list.jsonWithUnknown(
    "IgnoreUnknownEnumStringValueInMapPart",
    "Recommended",
    `{"map_string_nested_enum": {"key1": "FOO", "key2": ${unknown}}}`,
    { mapStringNestedEnum: { key1: 0 } },
  );
}
