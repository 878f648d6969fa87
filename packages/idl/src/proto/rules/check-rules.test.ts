import { describe, expect, test } from "vitest";
import { diagnoseProto } from "../../testdata/diagnose-proto.ts";

/** What is found in a message of one line; columns count from the brace. */
const inMessage = (body: string, syntax = "proto3") =>
  diagnoseProto(`syntax = "${syntax}";\nmessage M {\n${body}\n} enum E { Z = 0; }`);

describe("a field", () => {
  test.each([
    ["0", '"a" has the number 0; a field has one from 1 to 536870911'],
    ["536870912", '"a" has the number 536870912; a field has one from 1 to 536870911'],
    ["19000", '"a" has the number 19000; those from 19000 to 19999 belong to Protobuf itself'],
    ["19999", '"a" has the number 19999; those from 19000 to 19999 belong to Protobuf itself'],
  ])("cannot have the number %s", (number, found) => {
    expect(inMessage(`int32 a = ${number};`)).toEqual([`3:7 error: ${found}`]);
  });

  test.each(["1", "18999", "20000", "536870911", "0x1F", "017"])("can have the number %s", (number) => {
    expect(inMessage(`int32 a = ${number};`)).toEqual([]);
  });

  test.each([
    ["int32 a = 1 [default = 5];", "proto3"],
    ["E a = 1 [default = Z];", "proto3"],
  ])("without presence has no default value: %s", (field, syntax) => {
    expect(inMessage(field, syntax)).toEqual([
      expect.stringContaining('error: "a" cannot have a default value: zero stands for its absence'),
    ]);
  });

  test.each([
    ["optional int32 a = 1 [default = 1.5];", '3:33 error: unexpected "1.5"'],
    ["optional int32 a = 1 [default = 2147483648];", "3:33 error: 2147483648 does not fit int32"],
    ["optional uint64 a = 1 [default = -1];", '3:34 error: unexpected "-1"'],
    ["optional int64 a = 1 [default = 9223372036854775808];", "3:33 error: 9223372036854775808 does not fit int64"],
    ["optional bool a = 1 [default = 1];", "3:32 error: a bool is true or false"],
    ["optional string a = 1 [default = x];", "3:34 error: a string has quotes"],
    ["optional bytes a = 1 [default = 1];", "3:33 error: bytes are a string in quotes"],
    ['optional double a = 1 [default = "1"];', "3:34 error: this is no number"],
    ["optional E a = 1 [default = Y];", '3:29 error: "a" takes a value of E'],
    ["optional M a = 1 [default = {}];", "3:29 error: a message field has no default value"],
    ["repeated int32 a = 1 [default = 1];", "3:33 error: a repeated field has no default value"],
    ["optional int32 a = 1 [default = 1, default = 2];", '3:46 error: "a" has two default values'],
    ["optional int32 a = 1 [json_name = x];", "3:35 error: a json_name is a string"],
  ])("has a default value of its type: %s", (field, found) => {
    expect(inMessage(field, "proto2")).toEqual([found]);
  });

  test("that is packed is a repeated field of numbers", () => {
    expect(inMessage("optional int32 a = 1 [packed = true]; repeated string b = 2 [packed = true];", "proto2")).toEqual(
      [
        '3:16 error: "a" cannot be packed: it is no repeated field of numbers',
        '3:55 error: "b" cannot be packed: it is no repeated field of numbers',
      ],
    );
  });

  test("of proto3 is no group", () => {
    expect(inMessage("repeated group G = 1 {}")).toEqual([
      "3:16 error: proto3 has no groups (use a field of a message)",
    ]);
  });

  test("of proto3 is not of an enum of proto2, unless it knows whether it is set", () => {
    const files = {
      "main.proto": `syntax = "proto3"; import "old.proto"; message M { Old a = 1; optional Old b = 2; }`,
      "old.proto": 'syntax = "proto2"; enum Old { ONE = 1; }',
    };
    expect(diagnoseProto(files)).toEqual([
      '1:56 error: "Old" is a closed enum, as those of proto2 are: a field of proto3 cannot hold it (its first value need not be 0)',
    ]);
  });

  test("has another name in JSON than the others", () => {
    const fields = 'int32 user_id = 1; int32 userId = 2; int32 x = 3 [json_name = "user_id"];';
    expect(inMessage(fields)).toEqual([
      '3:26 error: "userId" and "user_id" are both called "userId" in JSON (the first is in line 3)',
    ]);
    expect(inMessage("optional int32 user_id = 1; optional int32 userId = 2;", "proto2")).toEqual([
      '3:44 warning: "userId" and "user_id" are both called "userId" in JSON (the first is in line 3)',
    ]);
    expect(inMessage(`option deprecated_legacy_json_field_conflicts = true; ${fields}`)).toEqual([]);
  });
});

describe("a message", () => {
  test("has no oneof without fields", () => {
    expect(inMessage("oneof a {}")).toEqual(['3:7 error: the oneof "a" has no fields']);
  });

  test("keeps ranges that are ranges, and apart", () => {
    expect(
      inMessage("reserved 5 to 3; reserved 0; extensions 10 to 20; extensions 15; reserved 20 to 30;", "proto2"),
    ).toEqual([
      "2:9 error: the reserved range 5 to 3 is no range of numbers from 1 to 536870911",
      "2:9 error: the reserved range 0 is no range of numbers from 1 to 536870911",
      "2:9 error: the reserved range 20 to 30 overlaps with the range for extensions 10 to 20",
      "3:51 error: the range for extensions 15 overlaps with the range for extensions 10 to 20",
    ]);
  });

  test("has no field of its own where extensions go", () => {
    expect(inMessage("extensions 10 to 20; optional int32 a = 15;", "proto2")).toEqual([
      '3:37 error: "a" has the number 15, which is for extensions',
    ]);
  });

  test("of proto3 cannot be extended", () => {
    expect(inMessage("extensions 10;")).toEqual(["3:1 error: messages of proto3 cannot be extended"]);
  });

  test("that is a message set has numbers up to the greatest int32", () => {
    const text = "option message_set_wire_format = true; extensions 4 to max; extensions 1 to 3;";
    expect(inMessage(text, "proto2")).toEqual([]);
  });
});

describe("a map of an enum", () => {
  const old = 'syntax = "proto2"; enum Old { ONE = 1; } enum Zero { NONE = 0; ONE_MORE = -1; }';
  const withOld = (head: string) =>
    diagnoseProto({
      "main.proto": `${head} import "old.proto";\nmessage M { map<string, Old> a = 1; map<int32, Zero> b = 2; }`,
      "old.proto": old,
    });

  test("that is closed takes one that begins with 0: it stands for a value that is absent", () => {
    const found =
      '2:30 error: "a" is a map of "Old", whose first value must be 0 then (it stands for a value that is absent)';
    expect(withOld('syntax = "proto2";')).toEqual([found]);
    expect(withOld('edition = "2023";')).toEqual([found]);
    expect(inMessage("map<string, Own> a = 1; enum Own { ONE = 1; } map<string, E> b = 2;", "proto2")).toEqual([
      expect.stringContaining('3:18 error: "a" is a map of "M.Own"'),
    ]);
  });

  test("of proto3 takes none that is closed", () => {
    expect(withOld('syntax = "proto3";')).toEqual([
      expect.stringContaining('2:30 error: "Old" is a closed enum'),
      expect.stringContaining('2:54 error: "Zero" is a closed enum'),
    ]);
  });

  test("that is open and does not begin with 0 is found in the enum", () => {
    const found = '2:12 error: the first value of "Own" must be 0 (it stands for a field that is absent)';
    expect(diagnoseProto(`syntax = "proto3"; message M { map<string, Own> a = 1; }\nenum Own { ONE = 1; }`)).toEqual([
      found,
    ]);
  });

  test("is not judged by an enum that could not be read", () => {
    expect(inMessage("map<string, Own> a = 1; enum Own { 5; ONE = 1; }", "proto2")).not.toContainEqual(
      expect.stringContaining("is a map of"),
    );
  });
});

describe("an enum", () => {
  test.each([
    ['syntax = "proto3"; enum E {}', '1:25 error: the enum "E" has no values'],
    [
      'syntax = "proto3"; enum E { A = 1; }',
      '1:29 error: the first value of "E" must be 0 (it stands for a field that is absent)',
    ],
    [
      'edition = "2023"; enum E { A = 1; }',
      '1:28 error: the first value of "E" must be 0 (it stands for a field that is absent)',
    ],
    [
      'syntax = "proto3"; enum E { A = 0; B = 2147483648; C = -2147483649; D = -2147483648; }',
      '1:36 error: "B" has the number 2147483648, which does not fit int32',
    ],
    [
      'syntax = "proto3"; enum E { option allow_alias = true; A = 0; }',
      '1:25 error: "E" allows aliases, but no two of its values have the same number',
    ],
    ['syntax = "proto3"; enum E { A = 0; reserved 5 to 2; }', "1:25 error: the reserved range 5 to 2 goes backwards"],
  ])("%s", (text, found) => {
    expect(diagnoseProto(text)).toContain(found);
  });

  test("of proto2 or closed by a feature begins with any number", () => {
    expect(diagnoseProto('syntax = "proto2"; enum E { A = 1; }')).toEqual([]);
    expect(diagnoseProto('edition = "2023"; enum E { option features.enum_type = CLOSED; A = 1; }')).toEqual([]);
  });
});

describe("an extension", () => {
  test("has a number that its message gives away, once", () => {
    const text = `syntax = "proto2"; package p;
message Base { extensions 100 to 199; optional int32 own = 1; }
extend Base { optional int32 a = 99; }
extend Base { optional int32 b = 100; required int32 c = 100; }`;
    expect(diagnoseProto(text)).toEqual([
      '3:30 error: "p.Base" has no range for extensions that holds the number 99',
      '4:54 error: "c" and "p.b" both extend "p.Base" with the number 100',
      '4:54 error: the extension "c" cannot be required',
    ]);
  });

  test("of proto3 extends options only", () => {
    const files = {
      "main.proto": `syntax = "proto3"; import "google/protobuf/descriptor.proto"; import "base.proto";
extend google.protobuf.FieldOptions { string note = 50000; }
extend Base { string note2 = 100; }`,
      "base.proto": 'syntax = "proto2"; message Base { extensions 100; }',
    };
    expect(diagnoseProto(files)).toEqual(['3:22 error: "note2" cannot extend "Base": proto3 extends options only']);
  });
});

describe("an option", () => {
  test.each([
    ["option nothing = 1;", '3:8 error: google.protobuf.MessageOptions has no field "nothing"'],
    [
      "option depricated = true;",
      '3:8 error: google.protobuf.MessageOptions has no field "depricated" (did you mean "deprecated"?)',
    ],
    ["option (gone) = 1;", '3:8 error: unknown option "gone"'],
    ["option deprecated = 1;", "3:21 error: a bool is true or false"],
    ["option deprecated = true; option deprecated = false;", '3:47 error: "deprecated" is set twice'],
    ["option deprecated.x = true;", '3:8 error: "deprecated" is no message'],
    ["option features.field_presence = IMPLICIT;", "3:8 error: only files with an edition have features"],
    ["int32 a = 1 [ctype = FAST];", '3:22 error: "ctype" takes a value of google.protobuf.FieldOptions.CType'],
    ["int32 a = 1 [uninterpreted_option.name = {}];", '3:14 error: "uninterpreted_option" is repeated'],
    ["option features = 1;", "3:8 error: only files with an edition have features"],
  ])("that is wrong is reported: %s", (body, found) => {
    expect(inMessage(body)).toContain(found);
  });

  test("of one's own is checked inside too", () => {
    const files = {
      "main.proto": `syntax = "proto3"; import "o.proto";
message M {
  option (o.rule) = { path: 1, nope: 2, inner: { path: "x" path: "y" } inner: 5 };
  option (o.other) = 1;
  option (o.rule).(o.wrong) = 1;
  option (o.list) = { a: 1 };
  option (o.rule).inner.path = 5;
}`,
      "o.proto": `syntax = "proto2"; package o; import "google/protobuf/descriptor.proto";
        extend google.protobuf.MessageOptions { optional Rule rule = 50000; repeated int32 list = 50001; }
        extend google.protobuf.FieldOptions { optional int32 other = 50000; }
        message Rule { optional string path = 1; optional Rule inner = 2; extensions 10; }
        extend google.protobuf.FileOptions { optional int32 wrong = 50000; }`,
    };
    expect(diagnoseProto(files)).toEqual([
      "3:29 error: a string has quotes",
      '3:32 error: o.Rule has no field "nope"',
      '3:66 error: "path" is set twice',
      '3:79 error: "inner" is set twice',
      '4:10 error: "o.other" is no extension of google.protobuf.MessageOptions',
      '5:19 error: "o.wrong" is no extension of o.Rule',
      "6:21 error: this is no int32",
      '7:32 error: "path" is set twice',
    ]);
  });
});
