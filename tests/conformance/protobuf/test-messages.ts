/**
 * The .proto files that the cases are about. Protobuf's conformance suite fixes the names, numbers and types; four of
 * the files have the same fields, in the words of proto2, of proto3, and of an edition that behaves as either.
 */

/** A file with the fields that most cases are about. */
export interface Flavor {
  /** In the names of cases. */
  readonly id: "Proto2" | "Proto3" | "Editions_Proto2" | "Editions_Proto3";
  readonly fileName: string;
  readonly package: string;
  /** Without its package. */
  readonly message: "TestAllTypesProto2" | "TestAllTypesProto3";
  /** Whether it behaves as proto3: no presence, packed lists, open enums, checked text. */
  readonly isProto3: boolean;
}

export const flavors: readonly Flavor[] = [
  flavor("Proto2", "proto2"),
  flavor("Proto3", "proto3"),
  flavor("Editions_Proto2", "editions.proto2"),
  flavor("Editions_Proto3", "editions.proto3"),
];

function flavor(id: Flavor["id"], under: string): Flavor {
  const isProto3 = id.endsWith("3");
  return {
    id,
    fileName: `test_messages_${under.replace(".", "_")}.proto`,
    package: `protobuf_test_messages.${under}`,
    message: isProto3 ? "TestAllTypesProto3" : "TestAllTypesProto2",
    isProto3,
  };
}

/** The scalars in the order of their fields: `optional_int32 = 1` up to `optional_bytes = 15`. */
export const scalars = [
  ..."int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64".split(" "),
  ..."float double bool string bytes".split(" "),
] as const;

/** The names that say how JSON names are made of them, from field 401 on. */
const oddNames = [
  ..."fieldname1 field_name2 _field_name3 field__name4_ field0name5 field_0_name6 fieldName7 FieldName8".split(" "),
  ..."field_Name9 Field_Name10 FIELD_NAME11 FIELD_name12 __field_name13 __Field_name14 field__name15".split(" "),
  ..."field__Name16 field_name17__ Field_name18__".split(" "),
];

const wrappers = "Bool Int32 Int64 UInt32 UInt64 Float Double String Bytes".split(" ");

/** The text of a flavor's file. */
export function protoText(of: Flavor): string {
  const { isProto3, message } = of;
  const isEdition = of.id.startsWith("Editions");
  const suffix = isProto3 ? "" : "Proto2";
  /** The word before a field that is neither repeated nor in a oneof. */
  const once = isProto3 || isEdition ? "" : "optional ";
  const packable = [...scalars.filter((type) => type !== "string" && type !== "bytes"), "NestedEnum"];
  const encoding = (packed: boolean): string => {
    if (!isEdition) return `packed = ${packed}`;
    return `features.repeated_field_encoding = ${packed ? "PACKED" : "EXPANDED"}`;
  };
  const named = (type: string): string => (type === "NestedEnum" ? "nested_enum" : type);
  const others: readonly (readonly [string, string, number])[] = [
    ["NestedMessage", "nested_message", 18],
    [`ForeignMessage${suffix}`, "foreign_message", 19],
    ["NestedEnum", "nested_enum", 21],
    [`ForeignEnum${suffix}`, "foreign_enum", 22],
  ];
  const lines = [
    isEdition ? 'edition = "2023";' : `syntax = "${isProto3 ? "proto3" : "proto2"}";`,
    `package ${of.package};`,
    ...(isProto3 ? wellKnownImports() : []),
    ...(isEdition ? fileFeatures(isProto3) : []),
    `message ${message} {`,
    `  message NestedMessage { ${once}int32 a = 1; ${once}${message} corecursive = 2; }`,
    "  enum NestedEnum { FOO = 0; BAR = 1; BAZ = 2; NEG = -1; }",
    ...scalars.map((type, i) => `  ${once}${type} optional_${type} = ${i + 1};`),
    ...others.map(([type, name, number]) => `  ${once}${type} optional_${name} = ${number};`),
    `  ${once}string optional_string_piece = 24;`,
    `  ${once}string optional_cord = 25;`,
    `  ${once}${message} recursive_message = 27;`,
    ...scalars.map((type, i) => `  repeated ${type} repeated_${type} = ${i + 31};`),
    ...others.map(([type, name, number]) => `  repeated ${type} repeated_${name} = ${number + 30};`),
    "  repeated string repeated_string_piece = 54;",
    "  repeated string repeated_cord = 55;",
    ...packable.map((type, i) => `  repeated ${type} packed_${named(type)} = ${i + 75} [${encoding(true)}];`),
    ...packable.map((type, i) => `  repeated ${type} unpacked_${named(type)} = ${i + 89} [${encoding(false)}];`),
    ...mapLines(suffix),
    ...oneofLines(isProto3),
    ...(isProto3 ? proto3Only() : proto2Only(isEdition)),
    ...oddNames.map((name, i) => `  ${once}int32 ${name} = ${i + 401};`),
    "}",
    `message ForeignMessage${suffix} { ${once}int32 c = 1; }`,
    `enum ForeignEnum${suffix} { FOREIGN_FOO = 0; FOREIGN_BAR = 1; FOREIGN_BAZ = 2; }`,
    ...(isProto3 ? [] : extensionsOf(message, once)),
  ];
  return `${lines.join("\n")}\n`;
}

function fileFeatures(isProto3: boolean): string[] {
  if (isProto3) return ["option features.field_presence = IMPLICIT;"];
  return ["enum_type = CLOSED", "repeated_field_encoding = EXPANDED", "utf8_validation = NONE"].map(
    (feature) => `option features.${feature};`,
  );
}

function wellKnownImports(): string[] {
  const files = "any duration empty field_mask struct timestamp wrappers".split(" ");
  return files.map((file) => `import "google/protobuf/${file}.proto";`);
}

function mapLines(suffix: string): string[] {
  const integers = scalars.slice(0, 10).map((type, i) => mapLine(type, type, type, i + 56));
  return [
    ...integers,
    mapLine("int32", "float", "float", 66),
    mapLine("int32", "double", "double", 67),
    mapLine("bool", "bool", "bool", 68),
    mapLine("string", "string", "string", 69),
    mapLine("string", "bytes", "bytes", 70),
    mapLine("string", "NestedMessage", "nested_message", 71),
    mapLine("string", `ForeignMessage${suffix}`, "foreign_message", 72),
    mapLine("string", "NestedEnum", "nested_enum", 73),
    mapLine("string", `ForeignEnum${suffix}`, "foreign_enum", 74),
  ];
}

function mapLine(key: string, value: string, name: string, number: number): string {
  return `  map<${key}, ${value}> map_${key}_${name} = ${number};`;
}

function oneofLines(isProto3: boolean): string[] {
  const members: readonly (readonly [string, string])[] = [
    ["uint32", "uint32"],
    ["NestedMessage", "nested_message"],
    ...["string", "bytes", "bool", "uint64", "float", "double"].map((type) => [type, type] as const),
    ["NestedEnum", "enum"],
    ...(isProto3 ? [["google.protobuf.NullValue", "null_value"] as const] : []),
  ];
  return [
    "  oneof oneof_field {",
    ...members.map(([type, name], i) => `    ${type} oneof_${name} = ${i + 111};`),
    "  }",
  ];
}

function proto3Only(): string[] {
  const known: readonly (readonly [string, string, number | undefined, number | undefined])[] = [
    ["Duration", "duration", 301, 311],
    ["Timestamp", "timestamp", 302, 312],
    ["FieldMask", "field_mask", 303, undefined],
    ["FieldMask", "fieldmask", undefined, 313],
    ["Struct", "struct", 304, 324],
    ["Any", "any", 305, 315],
    ["Value", "value", 306, 316],
    ["NullValue", "null_value", 307, undefined],
    ["ListValue", "list_value", undefined, 317],
    ["Empty", "empty", 308, 318],
  ];
  return [
    "  enum AliasedEnum {",
    "    option allow_alias = true;",
    "    ALIAS_FOO = 0; ALIAS_BAR = 1; ALIAS_BAZ = 2; MOO = 2; moo = 2; bAz = 2;",
    "  }",
    "  AliasedEnum optional_aliased_enum = 23;",
    ...wrappers.flatMap((type, i) => [
      `  google.protobuf.${type}Value optional_${type.toLowerCase()}_wrapper = ${i + 201};`,
      `  repeated google.protobuf.${type}Value repeated_${type.toLowerCase()}_wrapper = ${i + 211};`,
    ]),
    ...known.flatMap(([type, name, single, list]) => [
      ...(single === undefined ? [] : [`  google.protobuf.${type} optional_${name} = ${single};`]),
      ...(list === undefined ? [] : [`  repeated google.protobuf.${type} repeated_${name} = ${list};`]),
    ]),
  ];
}

function proto2Only(isEdition: boolean): string[] {
  const messageSet = "  message MessageSetCorrect { option message_set_wire_format = true; extensions 4 to max; }";
  if (isEdition) {
    return [
      "  message Data { int32 group_int32 = 202; uint32 group_uint32 = 203; }",
      "  Data data = 201 [features.message_encoding = DELIMITED];",
      messageSet,
      "  MessageSetCorrect message_set_correct = 500;",
      "  extensions 120 to 200;",
    ];
  }
  return [
    "  optional group Data = 201 { optional int32 group_int32 = 202; optional uint32 group_uint32 = 203; }",
    messageSet,
    "  optional MessageSetCorrect message_set_correct = 500;",
    "  extensions 120 to 200;",
  ];
}

function extensionsOf(message: string, once: string): string[] {
  return [
    `extend ${message} {`,
    `  ${once}int32 extension_int32 = 120;`,
    `  ${once}string extension_string = 133;`,
    `  ${once}bytes extension_bytes = 134;`,
    "}",
  ];
}

/** The file of the cases about messages that stand as groups. */
export const edition2023 = {
  fileName: "test_messages_edition2023.proto",
  message: "protobuf_test_messages.editions.TestAllTypesEdition2023",
  text: `edition = "2023";
package protobuf_test_messages.editions;
option features.message_encoding = DELIMITED;
message TestAllTypesEdition2023 {
  message NestedMessage { int32 a = 1; }
  message GroupLikeType { int32 group_int32 = 202; uint32 group_uint32 = 203; }
  int32 optional_int32 = 1;
  NestedMessage optional_nested_message = 18 [features.message_encoding = LENGTH_PREFIXED];
  map<int32, int32> map_int32_int32 = 56;
  map<string, NestedMessage> map_string_nested_message = 71;
  extensions 120 to 200;
  GroupLikeType groupliketype = 201;
  GroupLikeType delimited_field = 202;
  map<int32, TestAllTypesEdition2023> map_recursive = 301;
}
message GroupLikeType { int32 c = 1; }
extend TestAllTypesEdition2023 {
  GroupLikeType groupliketype = 121;
  GroupLikeType delimited_ext = 122;
  string extension_string = 133;
  bytes extension_bytes = 134;
}
`,
} as const;
