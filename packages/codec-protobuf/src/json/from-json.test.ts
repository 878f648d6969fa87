import { describe, expect, test } from "vitest";
import { OrderDescriptor } from "../testdata/kitex-gen/closed/codec.ts";
import { AnyDescriptor } from "../testdata/kitex-gen/google/protobuf/any/codec.ts";
import {
  NodeDescriptor,
  OddDescriptor,
  ScalarsDescriptor,
  WellKnownDescriptor,
} from "../testdata/kitex-gen/mapped/codec.ts";
import { fromJson, fromJsonString } from "./from-json.ts";
import { JsonMappingError } from "./mapping-error.ts";
import { toJson } from "./to-json.ts";
import { typeRegistry } from "./type-registry.ts";

test("what is not there has the values that decoding gives", () => {
  expect(fromJson(NodeDescriptor, {})).toEqual({
    name: "",
    children: [],
    byName: new Map(),
    colors: new Map(),
    flags: new Map(),
    palette: [],
  });
});

test("members are known by both of their names", () => {
  expect(fromJson(ScalarsDescriptor, { int32_value: 1, int64Value: "2" })).toMatchObject({
    int32Value: 1,
    int64Value: 2n,
  });
  expect(() => fromJson(ScalarsDescriptor, { int32_value: 1, int32Value: 1 })).toThrow(
    "the field int32_value stands twice",
  );
});

describe("64-bit integers", () => {
  test("in a text keep every digit", () => {
    const json = '{"int64Value": 9223372036854775807, "uint64Value": 1.8446744073709551615e19, "sint64Value": -1}';
    expect(fromJsonString(ScalarsDescriptor, json)).toMatchObject({
      int64Value: 2n ** 63n - 1n,
      uint64Value: 2n ** 64n - 1n,
      sint64Value: -1n,
    });
  });

  test("may be bigints where there is no text", () => {
    expect(fromJson(ScalarsDescriptor, { int64Value: 2n ** 62n })).toMatchObject({ int64Value: 2n ** 62n });
  });

  test("that JSON.parse has rounded are refused", () => {
    const parsed: unknown = JSON.parse('{"int64Value": 9223372036854775807}');
    expect(() => fromJson(ScalarsDescriptor, parsed)).toThrow(
      "int64Value must be a string where it is past 2^53, got the number 9223372036854776000",
    );
  });
});

describe("errors name the path", () => {
  const children = [{}, { byName: { 'a"b': { choice: 1 } } }];
  test.each([
    [{ children }, 'children[1].byName["a\\"b"]: mapped.Node has no field "choice"'],
    [{ next: { next: { name: 5 } } }, "next.next.name must be a string, got the number 5"],
    [
      { colors: { 1: "GREEN" } },
      'colors["1"] must be a name or number of the enum mapped.Color, got the string "GREEN"',
    ],
    [{ colors: { x: "RED" } }, 'colors.x must be a number of type int64, got the string "x"'],
    [{ flags: { True: "" } }, 'flags.True must be "true" or "false", got the string "True"'],
    [{ palette: "RED" }, 'palette must be an array, got the string "RED"'],
    [{ next: [] }, "next must be an object, got an array"],
    [{ text: "a", number: 1 }, "number is the second member of the oneof choice"],
    [null, "the value must be an object, got null"],
    [new Date(0), "the value must be an object, got an object"],
  ])("%j", (json, message) => {
    expect(() => fromJson(NodeDescriptor, json)).toThrow(JsonMappingError);
    expect(() => fromJson(NodeDescriptor, json)).toThrow(message);
  });

  test("and shorten what a peer chose", () => {
    const long = "x".repeat(1_000_000);
    expect(() => fromJson(ScalarsDescriptor, { boolValue: long })).toThrow(/^boolValue must .{0,80}…"$/);
    expect(() => fromJson(ScalarsDescriptor, { [long]: 1 })).toThrow(/^mapped.Scalars has no field .{0,50}…"$/);
  });
});

describe("scalars", () => {
  const read = (json: object): unknown => fromJson(ScalarsDescriptor, json);
  test.each([
    [{ uint32Value: -1 }, "uint32Value must be a number of type uint32, 0 to 4294967295, got the number -1"],
    [{ int32Value: 2 ** 31 }, "int32Value must be a number of type int32, -2147483648 to 2147483647"],
    [{ int32Value: Number.NaN }, "int32Value must be a number of type int32, got the number NaN"],
    [{ floatValue: 3.5e38 }, 'floatValue must be a number of type float, or one of the strings "NaN"'],
    [{ doubleValue: Number.POSITIVE_INFINITY }, "doubleValue must be a number of type double, or one of the strings"],
    [{ doubleValue: "1e400" }, "doubleValue must be a number of type double"],
    [{ boolValue: 1 }, "boolValue must be true or false, got the number 1"],
    [{ stringValue: "\ud800" }, "stringValue: the string has half of a surrogate pair"],
    [{ bytesValue: "====" }, "bytesValue must be a base64 string"],
    [{ bytesValue: "A" }, "bytesValue must be a base64 string"],
    [{ bytesValue: "AQI" + "==" }, "bytesValue must be a base64 string"],
    [{ bytesValue: "AQ I=" }, "bytesValue must be a base64 string"],
  ])("%j is refused", (json, message) => expect(() => read(json)).toThrow(message));

  test("bytes come in both alphabets, padded or not", () => {
    for (const text of ["-_8=", "-_8", "+/8=", "+/8"]) {
      expect(read({ bytesValue: text })).toMatchObject({ bytesValue: Uint8Array.of(0xfb, 0xff) });
    }
  });

  test("a number past the largest double is refused in a text too", () => {
    expect(() => fromJsonString(ScalarsDescriptor, '{"doubleValue": 1e400}')).toThrow(
      'doubleValue must be a number of type double, or one of the strings "NaN", "Infinity" and "-Infinity", got the number 1e400',
    );
  });

  test("negative zero stays negative", () => {
    expect(fromJsonString(ScalarsDescriptor, '{"doubleValue": -0.0}').doubleValue).toBe(-0);
  });
});

describe("names that objects know", () => {
  test("are members like any other", () => {
    const odd = fromJsonString(OddDescriptor, '{"constructor": "c", "toString": "t", "__proto__": "p"}');
    expect(odd).toMatchObject({ constructor: "c", toString: "t", renamed: "p" });
    expect(toJson(OddDescriptor, fromJson(OddDescriptor, {}))).toEqual({});
  });

  test("never change an object", () => {
    const json = '{"byName": {"__proto__": {"name": "x"}}}';
    const node = fromJsonString(NodeDescriptor, json);
    expect(node.byName.get("__proto__")?.name).toBe("x");
    expect(Object.getPrototypeOf(node)).toBe(Object.prototype);
    expect(() => fromJson(ScalarsDescriptor, JSON.parse('{"__proto__": {}}'))).toThrow('has no field "__proto__"');
  });
});

describe("null", () => {
  test("is absence, but for a Value and a NullValue", () => {
    expect(fromJson(NodeDescriptor, { name: null, next: null, maybe: null, text: null, number: 3 })).toMatchObject({
      name: "",
      choice: { number: 3 },
    });
    expect(fromJson(WellKnownDescriptor, { value: null, values: [null] })).toMatchObject({
      value: { kind: { nullValue: 0 } },
      values: [{ kind: { nullValue: 0 } }],
    });
    expect(fromJson(NodeDescriptor, { nothing: null }).choice).toEqual({ nothing: 0 });
  });

  test("is no element", () => {
    expect(() => fromJson(NodeDescriptor, { children: [null] })).toThrow("children[0] must be an object, got null");
    expect(() => fromJson(NodeDescriptor, { flags: { true: null } })).toThrow("flags.true must be a string, got null");
  });
});

describe("what a type does not know", () => {
  test("is passed over where the caller says so", () => {
    const json = { unknown: { deep: [1] }, palette: ["RED", "GREEN"], colors: { 1: "GREEN", 2: "BLUE" } };
    const node = fromJson(NodeDescriptor, json, { ignoreUnknownFields: true });
    expect(node).toMatchObject({ palette: [1], colors: new Map([[2n, 2]]) });
  });

  test("an enum that is open may have any number, a closed one may not", () => {
    expect(fromJson(NodeDescriptor, { palette: [77] }).palette).toEqual([77]);
    expect(() => fromJson(OrderDescriptor, { id: "1", size: 77 })).toThrow(
      "size must be a name or number of the enum closed.Size, got the number 77",
    );
    expect(fromJson(OrderDescriptor, { id: "1", sizes: ["LARGE", 77] }, { ignoreUnknownFields: true })).toMatchObject({
      sizes: [2],
    });
  });
});

test("a required field must be there", () => {
  expect(() => fromJson(OrderDescriptor, {})).toThrow("the required field id is not set");
  expect(fromJson(OrderDescriptor, { id: "", detail: { text: "a" } })).toMatchObject({ id: "", detail: { text: "a" } });
});

describe("depth", () => {
  const nested = (levels: number): string => `${'{"next": '.repeat(levels)}{}${"}".repeat(levels)}`;
  test("is limited to 100 messages", () => {
    expect(() => fromJsonString(NodeDescriptor, nested(99))).not.toThrow();
    expect(() => fromJsonString(NodeDescriptor, nested(100))).toThrow("nested too deep");
    expect(() => fromJsonString(NodeDescriptor, nested(100_000))).toThrow("nested too deep");
    expect(() => fromJsonString(NodeDescriptor, nested(3), { maxDepth: 3 })).toThrow("nested too deep");
  });

  test("lists, maps and groups around each message are allowed", () => {
    const both = (levels: number): string =>
      `${'{"children": [{"byName": {"a": '.repeat(levels)}{}${"}}]}".repeat(levels)}`;
    expect(() => fromJsonString(NodeDescriptor, both(49))).not.toThrow();
  });

  test("a value that contains itself is refused", () => {
    const cycle: { next?: object } = {};
    cycle.next = cycle;
    expect(() => fromJson(NodeDescriptor, cycle)).toThrow("nested too deep (or the value contains itself)");
  });

  test("what is passed over may be of any depth", () => {
    const deep = `{"unknown": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(fromJsonString(NodeDescriptor, deep, { ignoreUnknownFields: true }).name).toBe("");
  });
});

describe("Any", () => {
  const types = typeRegistry(WellKnownDescriptor, NodeDescriptor);
  const read = (any: unknown): unknown => fromJson(WellKnownDescriptor, { any }, { types });

  test("holds any type that the registry leads to", () => {
    const node = { "@type": "type.googleapis.com/mapped.Node", name: "n" };
    expect(read(node)).toMatchObject({
      any: { typeUrl: "type.googleapis.com/mapped.Node", value: Uint8Array.of(0x0a, 1, 0x6e) },
    });
    const duration = { "@type": "a/b/google.protobuf.Duration", value: "1s" };
    expect(read(duration)).toMatchObject({
      any: { typeUrl: "a/b/google.protobuf.Duration", value: Uint8Array.of(8, 1) },
    });
  });

  test.each([
    [{ name: "n" }, 'any["@type"] must be the type of the message, got undefined'],
    [{ "@type": "mapped.Node" }, 'any: "mapped.Node" names no type'],
    [{ "@type": "x/mapped.Nope" }, 'any: the type "x/mapped.Nope" is not in the registry `types`'],
    [{ "@type": "x/mapped.Node", nope: 1 }, 'any: mapped.Node has no field "nope"'],
    [{ "@type": "x/google.protobuf.Duration" }, 'any must have the members "@type" and "value" and no other'],
    [{ "@type": "x/google.protobuf.Duration", value: "1s", more: 1 }, 'any must have the members "@type" and "value"'],
    [{ "@type": "x/google.protobuf.Duration", value: 1 }, "any.value must be a duration like 1.5s, got the number 1"],
  ])("%j is refused", (any, message) => expect(() => read(any)).toThrow(message));

  test("inside itself counts as depth", () => {
    let any: object = { "@type": "x/mapped.Node" };
    for (let i = 0; i < 120; i++) any = { "@type": "x/google.protobuf.Any", value: any };
    expect(() => fromJson(AnyDescriptor, any, { types })).toThrow("nested too deep");
  });
});
