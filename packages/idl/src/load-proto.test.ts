import { describe, expect, test } from "vitest";
import type { ProtoField, ProtoFile, ProtoMessage, ProtoType } from "./proto/ast.ts";
import { loadProtoFrom, type ProtoFiles, protoProgramOf } from "./testdata/diagnose-proto.ts";

function entryOf(files: ProtoFiles): ProtoFile {
  const [entry] = protoProgramOf(files).entries;
  if (entry === undefined) throw new Error("there is no entry");
  return entry;
}

function messageIn(files: ProtoFiles): ProtoMessage {
  const [message] = entryOf(files).messages;
  if (message === undefined) throw new Error("there is no message");
  return message;
}

function typeText(type: ProtoType): string {
  return "definition" in type ? type.definition.fullName : type.kind;
}

/** A field in one line: what a generator asks of it. */
function fieldText(field: ProtoField): string {
  const flags = [
    field.packed && "packed",
    field.delimited && "delimited",
    field.checkUtf8 && "utf8",
    field.oneof && `in ${field.oneof.name}`,
  ];
  const key = field.key === undefined ? "" : `${field.key} → `;
  const words = [
    field.cardinality,
    `${key}${typeText(field.type)}`,
    field.name,
    field.number,
    ...flags.filter(Boolean),
  ];
  return words.join(" ");
}

const fieldsOf = (files: ProtoFiles): string[] => messageIn(files).fields.map(fieldText);

describe("fields", () => {
  test("of proto3 have no presence unless they say so", () => {
    const text = `syntax = "proto3";
      message M {
        int32 a = 1;
        optional int32 b = 2;
        M c = 3;
        repeated int32 d = 4;
        repeated int32 e = 5 [packed = false];
        repeated string f = 6;
        map<string, M> g = 7;
        map<int64, bytes> h = 8;
        oneof choice { string i = 9; bytes j = 10; }
      }`;
    expect(fieldsOf(text)).toEqual([
      "implicit int32 a 1",
      "optional int32 b 2",
      "optional M c 3",
      "repeated int32 d 4 packed",
      "repeated int32 e 5",
      "repeated string f 6 utf8",
      "map string → M g 7 utf8",
      "map int64 → bytes h 8",
      "optional string i 9 utf8 in choice",
      "optional bytes j 10 in choice",
    ]);
  });

  test("of proto2 have presence, are not packed, and take any bytes as text", () => {
    const text = `syntax = "proto2";
      message M {
        required string a = 1;
        optional E b = 2;
        repeated int32 c = 3;
        repeated E d = 4 [packed = true];
        optional group Old = 5 { optional int32 x = 1; }
        oneof choice { group Other = 6 { required int32 y = 1; } int32 z = 7; }
        repeated group Many = 8 [deprecated = true] { }
      }
      enum E { A = 1; }`;
    expect(fieldsOf(text)).toEqual([
      "required string a 1",
      "optional E b 2",
      "repeated int32 c 3",
      "repeated E d 4 packed",
      "optional M.Old old 5 delimited",
      "optional M.Other other 6 delimited in choice",
      "optional int32 z 7 in choice",
      "repeated M.Many many 8 delimited",
    ]);
    expect(messageIn(text).messages.map(({ name, fields }) => [name, ...fields.map(fieldText)])).toEqual([
      ["Old", "optional int32 x 1"],
      ["Other", "required int32 y 1"],
      ["Many"],
    ]);
    expect(entryOf(text).enums[0]?.closed).toBe(true);
  });

  test("of an edition are what features make them, from file to message to field", () => {
    const text = `edition = "2023";
      option features.field_presence = IMPLICIT;
      option features.repeated_field_encoding = EXPANDED;
      message M {
        option features.utf8_validation = NONE;
        int32 a = 1;
        int32 b = 2 [features.field_presence = EXPLICIT];
        int32 c = 3 [features.field_presence = LEGACY_REQUIRED];
        repeated int32 d = 4;
        repeated int32 e = 5 [features.repeated_field_encoding = PACKED];
        string f = 6;
        string g = 7 [features = { utf8_validation: VERIFY }];
        M h = 8 [features.message_encoding = DELIMITED];
        map<string, M> i = 9 [features.message_encoding = DELIMITED];
      }
      enum Open { ZERO = 0; }
      enum Closed { option features.enum_type = CLOSED; ONE = 1; }`;
    expect(fieldsOf(text)).toEqual([
      "implicit int32 a 1",
      "optional int32 b 2",
      "required int32 c 3",
      "repeated int32 d 4",
      "repeated int32 e 5 packed",
      "implicit string f 6",
      "implicit string g 7 utf8",
      "optional M h 8 delimited",
      "map string → M i 9",
    ]);
    expect(entryOf(text).enums.map(({ name, closed }) => [name, closed])).toEqual([
      ["Open", false],
      ["Closed", true],
    ]);
  });

  test("are called in JSON as json_name says, else in lowerCamelCase", () => {
    const text = `syntax = "proto3";
      message M { int32 user_id = 1; int32 _x = 2; int32 a__b_ = 3; int32 URL = 4; int32 e = 5 [json_name = "@type"]; }`;
    expect(messageIn(text).fields.map(({ jsonName }) => jsonName)).toEqual(["userId", "X", "aB", "URL", "@type"]);
  });

  test("may be called what protobufjs would call the oneof of an optional one", () => {
    expect(fieldsOf('syntax = "proto3"; message M { optional int32 a = 1; int32 _a = 2; }')).toEqual([
      "optional int32 a 1",
      "implicit int32 _a 2",
    ]);
  });

  test("keep the exact value that stands for their absence", () => {
    const text = `syntax = "proto2";
      message M {
        optional int64 a = 1 [default = -9223372036854775808];
        optional uint64 b = 2 [default = 0xffffffffffffffff];
        optional float c = 3 [default = -inf];
        optional double d = 4 [default = 1.5e3];
        optional double e = 5 [default = nan];
        optional string f = 6 [default = "a\\n\\"é\\u00e9" "b"];
        optional bytes g = 7 [default = "\\001\\xff é'"];
        optional bool h = 8 [default = true];
        optional E i = 9 [default = TWO];
        optional int32 j = 10 [default = 017];
        optional float k = 11 [default = 0.1];
        optional int32 l = 12;
        optional double m = 13 [default = -0.0];
        optional float n = 14 [default = -0];
        optional int32 o = 15 [default = -0];
      }
      enum E { ONE = 1; TWO = 2; }`;
    expect(messageIn(text).fields.map(({ defaultValue }) => defaultValue)).toEqual([
      -(2n ** 63n),
      2n ** 64n - 1n,
      -Infinity,
      1500,
      Number.NaN,
      'a\n"ééb',
      Uint8Array.from([0x01, 0xff, 0x20, 0xc3, 0xa9, 0x27]),
      true,
      2,
      15,
      Math.fround(0.1),
      undefined,
      -0,
      -0,
      0,
    ]);
  });
});

describe("definitions", () => {
  test("nest, and know what encloses them", () => {
    const outer = messageIn(`syntax = "proto3"; package a.b;
      message Outer { message Inner { enum E { X = 0; } E e = 1; } Inner inner = 1; Inner.E e = 2; }`);
    const [inner] = outer.messages;
    expect(inner).toMatchObject({ fullName: "a.b.Outer.Inner", parent: { fullName: "a.b.Outer" } });
    expect(inner?.enums[0]).toMatchObject({ fullName: "a.b.Outer.Inner.E", parent: { fullName: "a.b.Outer.Inner" } });
    expect(inner?.enums[0]?.values[0]?.fullName).toBe("a.b.Outer.Inner.X");
    expect(outer.fields.map(fieldText)).toEqual(["optional a.b.Outer.Inner inner 1", "implicit a.b.Outer.Inner.E e 2"]);
    expect(inner?.file.messages).toEqual([outer]);
  });

  test("keep the order of the file", () => {
    const message = messageIn(`syntax = "proto3";
      message M { int32 z = 3; oneof o { int32 y = 2; } int32 x = 1; message B {} message A {} }`);
    expect(message.fields.map(({ name }) => name)).toEqual(["z", "y", "x"]);
    expect(message.messages.map(({ name }) => name)).toEqual(["B", "A"]);
    expect(message.oneofs.map(({ name, fields }) => [name, fields[0] === message.fields[1]])).toEqual([["o", true]]);
  });

  test("may have the names of JavaScript's own properties", () => {
    const file = entryOf(`syntax = "proto3"; package constructor.prototype;
      message constructor { int32 toString = 1; hasOwnProperty valueOf = 2; }
      message hasOwnProperty { }
      enum toString { constructor_ = 0; isPrototypeOf = 1; }
      service valueOf { rpc constructor(constructor) returns (hasOwnProperty); }`);
    expect(file.messages[0]?.fields.map(fieldText)).toEqual([
      "implicit int32 toString 1",
      "optional constructor.prototype.hasOwnProperty valueOf 2",
    ]);
    expect(file.enums[0]?.values.map(({ name }) => name)).toEqual(["constructor_", "isPrototypeOf"]);
    expect(file.services[0]?.methods[0]?.request.name).toBe("constructor");
  });

  test("have the comments around them as documentation, but not those of the file", () => {
    const file = entryOf(`// A licence.

      syntax = "proto3";

      // What a reader should know.
      // Twice.
      message M { // at the end
        /* One. */
        int32 a = 1; // Two.

        // Detached.

        int32 b = 2;
      }
      /** An enum. */
      enum E { Z = 0; /* Zero. */ }
      // A service.
      service S {
        // A method.
        rpc Call(M) returns (M) {} // That is all.
      }`);
    const [message] = file.messages;
    expect(message?.doc).toBe("What a reader should know.\nTwice.\nat the end");
    expect(message?.fields.map(({ doc }) => doc)).toEqual(["One.\nTwo.", undefined]);
    expect([file.enums[0]?.doc, file.enums[0]?.values[0]?.doc]).toEqual(["An enum.", "Zero."]);
    expect([file.services[0]?.doc, file.services[0]?.methods[0]?.doc]).toEqual(["A service.", "A method."]);
  });

  test("stand where their names stand", () => {
    const file = entryOf(
      'syntax = "proto3";\nmessage M {\n  repeated M m = 1;\n}\nservice S { rpc Go(M) returns (M); }',
    );
    const at = (definition: { position: { line: number; column: number } } | undefined) => [
      definition?.position.line,
      definition?.position.column,
    ];
    expect(at(file.messages[0])).toEqual([2, 9]);
    expect(at(file.messages[0]?.fields[0])).toEqual([3, 14]);
    expect(at(file.services[0]?.methods[0])).toEqual([5, 17]);
  });

  test("say of themselves when they are deprecated", () => {
    const file = entryOf(`syntax = "proto3";
      message M { option deprecated = true; int32 a = 1 [deprecated = true]; int32 b = 2; }
      enum E { option deprecated = true; A = 0 [deprecated = true]; }
      service S { option deprecated = true; rpc A(M) returns (M) { option deprecated = true; } }`);
    const [message] = file.messages;
    const [part] = file.enums;
    const [service] = file.services;
    const all = [message, message?.fields[0], part, part?.values[0], service, service?.methods[0]];
    expect(all.map((each) => each?.deprecated)).toEqual(Array(6).fill(true));
    expect(message?.fields[1]?.deprecated).toBe(false);
  });
});

test("a method is one of four kinds", () => {
  const [service] = entryOf(`syntax = "proto3"; package p; message M {}
    service S {
      rpc A(M) returns (.p.M);
      rpc B(stream M) returns (M) {}
      rpc C(M) returns (stream p.M) { option idempotency_level = NO_SIDE_EFFECTS; };
      rpc D(stream M) returns (stream M);
    }`).services;
  expect(service?.methods.map(({ name, streaming }) => `${name} ${streaming}`)).toEqual([
    "A unary",
    "B client",
    "C server",
    "D bidirectional",
  ]);
  expect(service?.methods[2]?.options.get("idempotency_level")).toBe("NO_SIDE_EFFECTS");
});

describe("options", () => {
  const annotations = `syntax = "proto2"; package my; import "google/protobuf/descriptor.proto";
    import "google/protobuf/any.proto";
    extend google.protobuf.MethodOptions { optional Rule rule = 50001; repeated int64 codes = 50002; }
    extend google.protobuf.EnumValueOptions { optional string label = 50001; }
    extend google.protobuf.FileOptions { optional google.protobuf.Any any = 50001; }
    message Rule {
      optional string path = 1; repeated Rule more = 2; optional bytes raw = 3; optional Level level = 4;
      optional double weight = 5; map<string, int32> counts = 6; extensions 100 to max;
      optional group Extra = 7 { optional bool on = 1; }
    }
    extend Rule { optional sint32 priority = 100; }
    enum Level { LOW = 0; HIGH = 1; }`;

  const optionsOfMethod = (options: string) => {
    const main = `syntax = "proto3"; import "annotations.proto"; message M {}
      service S { rpc A(M) returns (M) { ${options} } }`;
    return entryOf({ "main.proto": main, "annotations.proto": annotations }).services[0]?.methods[0]?.options;
  };

  test("of one's own are values of their types", () => {
    const options = optionsOfMethod(`
      option (my.rule) = {
        path: "/v1/{name=a/*}" "/b", more { path: 'x' } more: { raw: "\\xff" }; level: HIGH
        weight: -inf, counts { key: "a" value: 1 }, counts: [{ key: "b", value: 2 }]
        [my.priority]: -5 Extra < on: true >
      };
      option (.my.codes) = 9223372036854775807;
      option (my.codes) = -1;`);
    expect(options?.get("(my.codes)")).toEqual([9223372036854775807n, -1n]);
    const rule = options?.get("(my.rule)");
    expect(rule).toEqual(
      new Map<string, unknown>([
        ["path", "/v1/{name=a/*}/b"],
        ["more", [new Map([["path", "x"]]), new Map([["raw", Uint8Array.of(0xff)]])]],
        ["level", "HIGH"],
        ["weight", -Infinity],
        [
          "counts",
          [
            new Map<string, unknown>([
              ["key", "a"],
              ["value", 1],
            ]),
            new Map<string, unknown>([
              ["key", "b"],
              ["value", 2],
            ]),
          ],
        ],
        ["extra", new Map([["on", true]])],
        ["(my.priority)", -5],
      ]),
    );
  });

  test("may be set part by part", () => {
    const options = optionsOfMethod(`
      option (my.rule).path = "/a";
      option (my.rule).level = HIGH;
      option (my.rule).(my.priority) = 7;`);
    expect(options?.get("(my.rule)")).toEqual(
      new Map<string, unknown>([
        ["path", "/a"],
        ["level", "HIGH"],
        ["(my.priority)", 7],
      ]),
    );
  });

  test("of values of an enum are read as well", () => {
    const main = `syntax = "proto3"; import "annotations.proto"; enum E { A = 0 [(my.label) = "first", deprecated = true]; }`;
    const [value] = entryOf({ "main.proto": main, "annotations.proto": annotations }).enums[0]?.values ?? [];
    expect([...(value?.options ?? [])]).toEqual([
      ["deprecated", true],
      ["(my.label)", "first"],
    ]);
  });

  test("may hold a message of any type by its URL", () => {
    const main = `syntax = "proto3"; import "annotations.proto";
      option (my.any) = { [type.googleapis.com/my.Rule] { path: "x" } };`;
    expect(entryOf({ "main.proto": main, "annotations.proto": annotations }).options.get("(my.any)")).toEqual(
      new Map<string, unknown>([
        ["type_url", "type.googleapis.com/my.Rule"],
        ["value", Uint8Array.from([0x0a, 0x01, 0x78])],
      ]),
    );
  });
});

describe("extensions", () => {
  test("stand where they are declared, and know what they extend", () => {
    const file = entryOf(`syntax = "proto2"; package p;
      message Base { extensions 100 to 199, 1000 to max; }
      extend Base { optional string note = 100; repeated group Part = 101 { optional int32 n = 1; } }
      message Scope { extend Base { optional Scope scope = 102; } }`);
    expect(file.extensions.map((each) => [fieldText(each), each.fullName, each.extendee.fullName])).toEqual([
      ["optional string note 100", "p.note", "p.Base"],
      ["repeated p.Part part 101 delimited", "p.part", "p.Base"],
    ]);
    const scope = file.messages.find(({ name }) => name === "Scope");
    expect(scope?.extensions.map(({ fullName }) => fullName)).toEqual(["p.Scope.scope"]);
    expect(file.messages[0]?.fields).toEqual([]);
  });
});

describe("imports", () => {
  test("bring names in, publicly imported ones too, and come first", () => {
    const program = protoProgramOf({
      "main.proto": 'syntax = "proto3"; import "a/b.proto"; message M { a.B b = 1; c.C c = 2; }',
      "a/b.proto": 'syntax = "proto3"; package a; import public "c.proto"; message B {}',
      "c.proto": 'syntax = "proto2"; package c; message C {}',
    });
    expect(program.files.map(({ importName, path }) => [importName, path])).toEqual([
      ["c.proto", "/idl/c.proto"],
      ["a/b.proto", "/idl/a/b.proto"],
      ["main.proto", "/idl/main.proto"],
    ]);
    expect(program.files[1]?.imports).toEqual([{ file: program.files[0], public: true }]);
  });

  test.each([
    ["any", "Any"],
    ["api", "Api"],
    ["compiler/plugin", "compiler.CodeGeneratorRequest"],
    ["cpp_features", "FeatureSet"],
    ["descriptor", "FileDescriptorProto"],
    ["duration", "Duration"],
    ["empty", "Empty"],
    ["field_mask", "FieldMask"],
    ["go_features", "FeatureSet"],
    ["java_features", "FeatureSet"],
    ["source_context", "SourceContext"],
    ["struct", "Struct"],
    ["timestamp", "Timestamp"],
    ["type", "Type"],
    ["wrappers", "StringValue"],
  ])("of google/protobuf/%s.proto need no file", (name, type) => {
    const files = `syntax = "proto3"; import "google/protobuf/${name}.proto"; import "google/protobuf/descriptor.proto";
      message M { google.protobuf.${type} m = 1; google.protobuf.FieldOptions o = 2; }`;
    const file = entryOf(name === "descriptor" ? files.replace(/ import [^;]*;/, "") : files);
    expect(file.messages[0]?.fields[0]?.type).toMatchObject({ definition: { fullName: `google.protobuf.${type}` } });
  });

  test("are found in the include paths before the folder of the entry", () => {
    const files = {
      "main.proto": 'syntax = "proto3"; import "shared.proto"; message M { Shared s = 1; }',
      "shared.proto": 'syntax = "proto3"; message Wrong {}',
      "include/shared.proto": 'syntax = "proto3"; message Shared {}',
    };
    const program = protoProgramOf(files, { includePaths: ["/idl/include"] });
    expect(program.files[0]).toMatchObject({ path: "/idl/include/shared.proto", importName: "shared.proto" });
  });
});

test("an entry is called by its path from the include path that holds it", () => {
  const result = loadProtoFrom('syntax = "proto3";', { includePaths: ["/elsewhere", "/"] });
  expect(result.ok && result.program.entries[0]?.importName).toBe("idl/main.proto");
});

test("of proto2, proto3 and editions a file says which it is", () => {
  const said = (text: string) => {
    const { syntax, edition } = entryOf(text);
    return { syntax, edition };
  };
  expect(said("message M {}")).toEqual({ syntax: "proto2", edition: undefined });
  expect(said('syntax = "proto2";')).toEqual({ syntax: "proto2", edition: undefined });
  expect(said('syntax = "pro" "to3";')).toEqual({ syntax: "proto3", edition: undefined });
  expect(said('edition = "2023";')).toEqual({ syntax: "editions", edition: "2023" });
  expect(said('edition = "2024"; export message M { local enum E { A = 0; } }')).toEqual({
    syntax: "editions",
    edition: "2024",
  });
});
