import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrderDescriptor } from "../testdata/kitex-gen/closed/codec.ts";
import {
  NodeDescriptor,
  OddDescriptor,
  ScalarsDescriptor,
  WellKnownDescriptor,
} from "../testdata/kitex-gen/mapped/codec.ts";
import { fromJson, fromJsonString } from "./from-json.ts";
import { JsonMappingError } from "./mapping-error.ts";
import { toJson, toJsonString } from "./to-json.ts";
import { typeRegistry } from "./type-registry.ts";

test("every kind of scalar has its form", () => {
  const scalars = {
    int32Value: -1,
    int64Value: -(2n ** 63n),
    uint32Value: 1,
    uint64Value: 2n ** 64n - 1n,
    sint64Value: 5,
    fixed32Value: 6,
    sfixed64Value: 7n,
    floatValue: Math.fround(0.1),
    doubleValue: 0.1,
    boolValue: true,
    stringValue: "谷",
    bytesValue: Uint8Array.of(0xfb, 0xff),
    color: 2,
  };
  expect(toJson(ScalarsDescriptor, scalars)).toEqual({
    int32Value: -1,
    int64Value: "-9223372036854775808",
    uint32Value: 1,
    uint64Value: "18446744073709551615",
    sint64Value: "5",
    fixed32Value: 6,
    sfixed64Value: "7",
    floatValue: 0.1,
    doubleValue: 0.1,
    boolValue: true,
    stringValue: "谷",
    bytesValue: "+/8=",
    color: "BLUE",
  });
});

test("floats have the fewest digits that mean them", () => {
  fc.assert(
    fc.property(fc.float(), (float) => {
      const json = toJson(ScalarsDescriptor, { floatValue: float });
      expect(fromJson(ScalarsDescriptor, json).floatValue).toBe(float);
    }),
  );
  const shortest = (float: number): unknown => toJson(ScalarsDescriptor, { floatValue: float });
  expect(shortest(3.4028234663852886e38)).toEqual({ floatValue: 3.4028235e38 });
  expect(shortest(16777216)).toEqual({ floatValue: 16777216 });
  expect(shortest(1e300)).toEqual({ floatValue: "Infinity" });
});

test("what no number of JSON is becomes a string", () => {
  const json = toJson(ScalarsDescriptor, { floatValue: Number.NaN, doubleValue: Number.NEGATIVE_INFINITY });
  expect(json).toEqual({ floatValue: "NaN", doubleValue: "-Infinity" });
});

describe("what is left out", () => {
  test("is zero or empty and has no presence", () => {
    expect(toJson(ScalarsDescriptor, { int64Value: 0n, uint64Value: 0, color: 0, stringValue: "" })).toEqual({});
    expect(toJson(NodeDescriptor, { name: "", children: [], byName: new Map(), maybe: 0 })).toEqual({ maybe: 0 });
    expect(toJson(ScalarsDescriptor, { doubleValue: -0 })).toEqual({ doubleValue: -0 });
  });

  test("is written for who asks", () => {
    expect(toJson(NodeDescriptor, {}, { alwaysEmitImplicit: true })).toEqual({
      name: "",
      children: [],
      byName: {},
      colors: {},
      flags: {},
      palette: [],
    });
    expect(toJson(ScalarsDescriptor, {}, { alwaysEmitImplicit: true })).toMatchObject({
      int64Value: "0",
      boolValue: false,
      bytesValue: "",
      color: "COLOR_UNKNOWN",
    });
  });
});

test("members have the names of the .proto file for who asks, and enums their numbers", () => {
  const node = { byName: new Map([["a", { palette: [1, 2, 3] }]]) };
  expect(toJson(NodeDescriptor, node)).toEqual({ byName: { a: { palette: ["RED", "BLUE", 3] } } });
  expect(toJson(NodeDescriptor, node, { protoFieldNames: true, enumsAsNumbers: true })).toEqual({
    by_name: { a: { palette: [1, 2, 3] } },
  });
});

test("keys of maps are texts", () => {
  const flags = new Map([[true, "yes"]]);
  const colors = new Map([[-5n, 1]]);
  expect(toJson(NodeDescriptor, { flags, colors })).toEqual({ flags: { true: "yes" }, colors: { "-5": "RED" } });
});

test("names that objects know are names like any other", () => {
  const byName = new Map([["__proto__", { name: "x" }]]);
  expect(toJsonString(NodeDescriptor, { byName })).toBe('{"byName":{"__proto__":{"name":"x"}}}');
  const odd = toJsonString(OddDescriptor, { renamed: "p", constructor: "c", toString: "t" });
  expect(odd).toBe('{"constructor":"c","toString":"t","__proto__":"p"}');
});

describe("errors name the path", () => {
  const wrong = (value: unknown) => (): unknown => toJson<unknown>(NodeDescriptor, value);
  test.each([
    [{ children: [{}, { name: 5 }] }, "children[1].name must be a string, got the number 5"],
    [{ byName: {} }, "byName must be a Map, got an object"],
    [{ colors: new Map([[1n, "RED"]]) }, 'colors["1"] must be a number of the enum mapped.Color, got the string "RED"'],
    [{ maybe: 0.5 }, "maybe must be a value of type int32, got the number 0.5"],
    [{ name: "\udc00" }, "name: the string has half of a surrogate pair"],
    [7, "name must be an object, got the number 7"],
  ])("%j", (value, message) => {
    expect(wrong(value)).toThrow(JsonMappingError);
    expect(wrong(value)).toThrow(message);
  });
});

test("depth is limited, so that a value that contains itself is refused", () => {
  const node: { next?: object } = {};
  node.next = node;
  expect(() => toJson(NodeDescriptor, node)).toThrow("nested too deep (or the value contains itself)");
});

describe("Any", () => {
  const types = typeRegistry(WellKnownDescriptor, NodeDescriptor);
  test("comes back as it went in", () => {
    const inner = { "@type": "x/mapped.Node", name: "n", children: [{ text: "t" }] };
    const any = { any: { "@type": "x/google.protobuf.Any", value: inner } };
    expect(toJson(WellKnownDescriptor, fromJson(WellKnownDescriptor, any, { types }), { types })).toEqual(any);
  });

  test.each([
    [{ typeUrl: "x/mapped.Nope" }, 'any: the type "x/mapped.Nope" is not in the registry `types`'],
    [{ typeUrl: "x/mapped.Node", value: Uint8Array.of(0x0a, 9) }, "any: a length of 9 bytes, of which 0 are left"],
    [{ value: Uint8Array.of(1) }, 'any: "" names no type'],
  ])("%j has no form", (any, message) => {
    expect(() => toJson(WellKnownDescriptor, { any }, { types })).toThrow(message);
  });
});

test("a group is a member like any message", () => {
  const json = '{"id":"1","size":"LARGE","detail":{"text":"a"}}';
  expect(toJsonString(OrderDescriptor, fromJsonString(OrderDescriptor, json))).toBe(json);
});
