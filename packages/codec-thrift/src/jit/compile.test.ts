import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import type { FieldDescriptor, StructDescriptor } from "../descriptor.ts";
import { readerOf, written } from "../testdata/bytes.ts";
import { compileStruct } from "./compile.ts";
import { interpretStruct } from "./interpret.ts";
import { codecSource } from "./source.ts";
import { structCodecFor } from "./struct-codec-for.ts";

const kinds = [
  ["compiled", compileStruct],
  ["interpreted", interpretStruct],
] as const;

function structOf(...fields: FieldDescriptor[]): StructDescriptor {
  return { kind: "struct", name: "S", fields };
}

function optional(id: number, name: string): FieldDescriptor {
  return { id, name, type: { kind: "i32" }, requiredness: "optional" };
}

describe.each(kinds)("a %s codec", (_name, make) => {
  test.each([
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    'a"]; throw 1; //',
    "\u2028",
    "\\",
    "\u0024{x}",
    "`",
  ])("treats a field called %j as any other", (name) => {
    const codec = make(structOf(optional(1, name)));
    const value = Object.fromEntries([[name, 5]]);
    const bytes = written((out) => codec.write(value, out, 64));
    expect(bytes.toString("hex")).toBe("0800010000000500");
    const read = codec.read(new ByteReader(bytes), 64);
    expect(Object.entries(Object(read))).toEqual([[name, 5]]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    // What every object inherits is not the field.
    expect(written((out) => codec.write({}, out, 64)).toString("hex")).toBe("00");
  });

  test("treats a union's member called __proto__ as any other", () => {
    const codec = make({ kind: "union", name: "U", fields: [optional(1, "__proto__"), optional(2, "constructor")] });
    const read = codec.read(readerOf("080001 00000005 00"), 64);
    expect(Object.entries(Object(read))).toEqual([["__proto__", 5]]);
    expect(written((out) => codec.write(read, out, 64)).toString("hex")).toBe("0800010000000500");
  });

  test("keeps a union that it does not know, and writes it again", () => {
    const codec = make({ kind: "union", name: "U", fields: [optional(1, "a")], keepUnknownFields: true });
    const read = codec.read(readerOf("080009 00000005 00"), 64);
    expect(read).toMatchObject({ $unknown: true });
    expect(written((out) => codec.write(read, out, 64)).toString("hex")).toBe("0800090000000500");
  });

  test("leaves out a recursive struct of default requiredness, and makes one that is not", () => {
    const list: StructDescriptor = structOf(
      { id: 1, name: "value", type: { kind: "i32" }, requiredness: "default" },
      { id: 2, name: "next", type: { kind: "struct", struct: () => list }, requiredness: "default", omitAbsent: true },
    );
    const holder = structOf({
      id: 1,
      name: "list",
      type: { kind: "struct", struct: () => list },
      requiredness: "default",
    });
    expect(make(list).read(readerOf("00"), 64)).toEqual({ value: 0, next: undefined });
    expect(written((out) => make(list).write({ value: 1 }, out, 64)).toString("hex")).toBe("0800010000000100");
    expect(make(holder).read(readerOf("00"), 64)).toEqual({ list: { value: 0, next: undefined } });
  });

  test("gives a finite default for a struct that requires itself", () => {
    const endless: StructDescriptor = structOf({
      id: 1,
      name: "self",
      type: { kind: "struct", struct: () => endless },
      requiredness: "required",
    });
    const holder = structOf({
      id: 1,
      name: "a",
      type: { kind: "struct", struct: () => endless },
      requiredness: "default",
    });
    expect(make(holder).read(readerOf("00"), 64)).toEqual({ a: { self: undefined } });
  });

  test("writes fields of fixed size first, and enums with the others", () => {
    const codec = make(
      structOf(
        { id: 1, name: "text", type: { kind: "string" }, requiredness: "default" },
        { id: 2, name: "color", type: { kind: "enum" }, requiredness: "default" },
        { id: 3, name: "flag", type: { kind: "bool" }, requiredness: "default" },
        { id: -1, name: "count", type: { kind: "i16" }, requiredness: "default" },
      ),
    );
    const bytes = written((out) => codec.write({ text: "", color: 1, flag: true, count: 2 }, out, 64));
    expect(bytes.toString("hex")).toBe("02000301" + "06ffff0002" + "0b000100000000" + "08000200000001" + "00");
  });

  test.each([
    [optional(0x8000, "a"), "has a field of id 32768"],
    [optional(1.5, "a"), "has a field of id 1.5"],
    [optional(Number.NaN, "a"), "has a field of id NaN"],
  ])("is not made of a field whose id is none (%#)", (field, message) => {
    expect(() => make(structOf(field))).toThrow(message);
  });

  test("is not made of two fields of one id or name, in whatever struct they are", () => {
    const inner = structOf(optional(1, "a"), optional(1, "b"));
    const outer = structOf({
      id: 1,
      name: "x",
      type: { kind: "struct", struct: () => inner },
      requiredness: "default",
    });
    expect(() => make(outer)).toThrow("has two fields of id 1");
    expect(() => make(structOf(optional(1, "a"), optional(2, "a")))).toThrow('has two fields named "a"');
  });

  test("is not made of what only claims to be a descriptor", () => {
    const parsed = (text: string): StructDescriptor => JSON.parse(text);
    const field = '"id":1,"name":"a","requiredness":"default"';
    for (const text of [
      '{"kind":"struct","fields":[]}',
      '{"kind":"thing","name":"S","fields":[]}',
      `{"kind":"struct","name":"S","fields":[{${field},"type":{"kind":"toString"}}]}`,
      `{"kind":"struct","name":"S","fields":[{${field},"type":{"kind":"i32); throw 1; ("}}]}`,
      '{"kind":"struct","name":"S","fields":[{"id":"1: throw 1","name":"a","requiredness":"default","type":{"kind":"i32"}}]}',
      '{"kind":"struct","name":"S","fields":[{"id":1,"name":5,"requiredness":"default","type":{"kind":"i32"}}]}',
      '{"kind":"struct","name":"S","fields":[{"id":1,"name":"a","requiredness":"no","type":{"kind":"i32"}}]}',
    ]) {
      expect(() => make(parsed(text))).toThrow(/descriptor/);
    }
  });
});

test("a type of too many containers inside one another is refused", () => {
  let type: FieldDescriptor["type"] = { kind: "i32" };
  for (let i = 0; i < 100; i++) type = { kind: "list", element: type };
  expect(() => compileStruct(structOf({ id: 1, name: "a", type, requiredness: "default" }))).toThrow(
    "too many containers",
  );
});

test("an i64 may be read as a number, if it is one", () => {
  const struct = structOf({ id: 1, name: "n", type: { kind: "i64", as: "number" }, requiredness: "default" });
  for (const [, make] of kinds) {
    const codec = make(struct);
    for (const n of [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 32, -(2 ** 32)]) {
      expect(codec.read(new ByteReader(written((out) => codec.write({ n }, out, 64))), 64)).toEqual({ n });
    }
    expect(() => codec.read(readerOf("0a0001 0020000000000000 00"), 64)).toThrow("does not fit a number");
    expect(() => codec.read(readerOf("0a0001 8000000000000000 00"), 64)).toThrow("does not fit a number");
    expect(codec.read(readerOf("00"), 64)).toEqual({ n: 0 });
  }
});

test("the source has names as strings only", () => {
  const source = codecSource([structOf(optional(1, "evil\u2028name"), optional(2, "__proto__"))]);
  expect(source).toContain('"evil\\u2028name"');
  expect(source).toContain('["__proto__"]');
  expect(source).not.toContain("\u2028");
});

test("a codec is made once per descriptor", () => {
  const struct = structOf(optional(1, "a"));
  expect(structCodecFor(struct)).toBe(structCodecFor(struct));
  structCodecFor(struct).write({ a: 1 }, new ByteWriter(), 64);
});
