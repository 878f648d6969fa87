import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import type { MessageDescriptor } from "./descriptor.ts";
import { messageBody, messageResult } from "./message-body.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { bytesOf, readerOf } from "./testdata/bytes.ts";
import { OrderDescriptor } from "./testdata/kitex-gen/closed/codec.ts";
import { NodeDescriptor, OddDescriptor, ScalarsDescriptor } from "./testdata/kitex-gen/mapped/codec.ts";

const maxDepth = 64;

/** Why a value that the compiler would refuse is refused. */
function refusal(descriptor: MessageDescriptor<unknown, never>, value: unknown): string {
  const body = messageBody<unknown, unknown>(descriptor);
  return failure(() => body.write(value, new ByteWriter(), maxDepth));
}

/** Why bytes are refused. */
function misreading(descriptor: MessageDescriptor<unknown, never>, hex: string, maxElements?: number): string {
  const bytes = bytesOf(hex);
  const body = messageBody<unknown, unknown>(descriptor);
  return failure(() => body.read(new ByteReader(bytes, 0, bytes.length, maxElements), maxDepth));
}

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProtobufError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a value that does not fit is refused with its path", () => {
  const circle: { name: string; next?: object } = { name: "c" };
  circle.next = circle;

  test.each<[unknown, string]>([
    [undefined, "the value must be an object, got undefined"],
    [{ name: 5 }, "name must be a string, got the number 5"],
    [{ next: null }, "next must be an object, got null"],
    [{ next: { next: { name: true } } }, "next.next.name must be a string, got true"],
    [{ children: {} }, "children must be an array, got an object"],
    [
      { children: [{}, { children: [{ name: 1n }] }] },
      "children[1].children[0].name must be a string, got the bigint 1n",
    ],
    [{ byName: { a: {} } }, "byName must be a Map, got an object"],
    [{ byName: new Map([["a.b", { name: 1 }]]) }, 'byName.get("a.b").name must be a string, got the number 1'],
    [{ byName: new Map([[3, {}]]) }, "byName.get(3) must be a string, got the number 3"],
    [
      { colors: new Map([[2n ** 63n, 1]]) },
      "colors.get(9223372036854775808n) must be an integer from -2^63 to 2^63 - 1",
    ],
    [{ palette: [1, 1.5] }, "palette[1] must be an integer from -2147483648 to 2147483647, got the number 1.5"],
    [{ choice: { text: "a", number: 1 } }, "choice must have exactly one member of the oneof choice set, got 2"],
    [{ choice: {} }, "choice must have exactly one member of the oneof choice set, got none"],
    [{ choice: "text" }, "choice must be an object with the member that is set, got a string"],
    [{ choice: { node: { name: 2 } } }, "choice.node.name must be a string, got the number 2"],
    [{ maybe: null }, "maybe must be an integer from -2147483648 to 2147483647, got null"],
    [circle, "messages are nested too deep (or the value contains itself)"],
  ])("%#", (value, message) => {
    expect(refusal(NodeDescriptor, value)).toContain(message);
  });

  test.each<[string, unknown, string]>([
    ["int32Value", 2 ** 31, "must be an integer from -2147483648 to 2147483647"],
    ["uint32Value", -1, "must be an integer from 0 to 4294967295"],
    ["fixed32Value", 1.5, "must be an integer from 0 to 4294967295"],
    [
      "int64Value",
      2 ** 53,
      "must be a bigint or a safe integer, got the number 9007199254740992 (2^53 or more); write 9007199254740992n",
    ],
    ["int64Value", "1", "must be a bigint or a safe integer, got a string"],
    ["uint64Value", -1n, "must be an integer from 0 to 2^64 - 1, got the bigint -1n"],
    ["uint64Value", -1, "must be an integer from 0 to 2^64 - 1, got the number -1"],
    ["sfixed64Value", 2n ** 63n, "must be an integer from -2^63 to 2^63 - 1"],
    ["floatValue", "1", "must be a number, got a string"],
    ["boolValue", 1, "must be a boolean, got the number 1"],
    ["bytesValue", [1], "must be a Uint8Array, got an array"],
  ])("%s", (property, value, message) => {
    expect(refusal(ScalarsDescriptor, { [property]: value })).toContain(`${property} ${message}`);
  });

  test("also where something required is missing, or a name is one that objects inherit", () => {
    expect(refusal(OrderDescriptor, {})).toBe("required field id is not set");
    expect(refusal(OrderDescriptor, { id: "a", detail: { text: 1 } })).toContain("detail.text must be a string");
    expect(refusal(OddDescriptor, { constructor: 1 })).toContain("constructor must be a string");
    // What an object inherits is not the field.
    const out = new ByteWriter();
    messageBody<unknown, unknown>(OddDescriptor).write({ renamed: "" }, out, maxDepth);
    expect(out.length).toBe(0);
  });
});

describe("bytes that are no such message are refused with the path", () => {
  test.each<[string, string]>([
    ["0a 05 61", "name: a length of 5 bytes, of which 1 are left"],
    ["0a 01 ff", "name: a string that is no valid UTF-8"],
    ["12 03 0a 01 ff", "next.name: a string that is no valid UTF-8"],
    ["12 02 0a 05 61 61 61 61 61", "next: a field is longer than the message that it is in"],
    ["1a 00 1a 03 0a 01 ff", "children[1].name: a string that is no valid UTF-8"],
    ["22 07 0a 01 61 12 02 0a 05", "byName[0].name: a length of 5 bytes"],
    ["3a 01 ff", "choice.text: a string that is no valid UTF-8"],
    ["4a 03 0a 01 ff", "choice.node.name: a string that is no valid UTF-8"],
    ["62 0b ff ff ff ff ff ff ff ff ff ff 01", "palette[0]: a varint of more than 10 bytes"],
    ["58", "maybe: 1 bytes needed, 0 left"],
    ["00 00", "a field of number 0"],
    ["04", "a field of number 0"],
    ["0c", "the end of a group 1 that did not begin"],
    ["0e", "a field with the unknown wire type 6"],
    ["f8 ff ff ff 1f 00", "a field number past 2^29 - 1"],
    ["9b 06 a4 06", "a group 99 that ends as 100"],
    ["9b 06", "1 bytes needed, 0 left"],
  ])("%s", (hex, message) => {
    expect(misreading(NodeDescriptor, hex)).toContain(message);
  });

  test("also where something required is missing", () => {
    expect(misreading(OrderDescriptor, "10 01")).toBe("required field id is not set");
  });

  test("also in a group", () => {
    const unchecked = messageBody(OrderDescriptor).read(readerOf("0a 01 61 23 2a 01 ff 24"), maxDepth);
    expect(unchecked).toMatchObject({ detail: { text: "\ufffd" } });
    expect(misreading(OrderDescriptor, "0a 01 61 23 2a 05 ff 24")).toContain("a length of 5 bytes");
  });
});

describe("what a peer may make of a few bytes is bounded", () => {
  /** A message in `levels` messages, each the field of that tag of the next. */
  function nested(levels: number, tag: number): Buffer {
    let bytes = Buffer.alloc(0);
    for (let i = 0; i < levels; i++) {
      const out = new ByteWriter();
      out.writeVarint32(tag);
      out.writeVarint32(bytes.length);
      bytes = Buffer.concat([...out.take(), bytes]);
    }
    return bytes;
  }

  test("by a limit of depth, for known messages as for unknown groups", () => {
    const body = messageBody(NodeDescriptor);
    expect(() => body.read(new ByteReader(nested(63, 0x12)), maxDepth)).not.toThrow();
    expect(() => body.read(new ByteReader(nested(64, 0x12)), maxDepth)).toThrow(/nested too deep/);
    expect(() => body.read(new ByteReader(nested(100_000, 0x12)), maxDepth)).toThrow(/nested too deep/);
    const groups = Buffer.alloc(200_000, 0x9b);
    for (let i = 1; i < groups.length; i += 2) groups[i] = 0x06;
    expect(() => body.read(new ByteReader(groups), maxDepth)).toThrow(/nested too deep/);
  });

  test.each([
    ["messages", "1a 00 1a 00 1a 00"],
    ["packed values", "62 03 01 01 01"],
    ["unpacked values", "60 01 60 01 60 01"],
    ["entries of a map", "22 00 22 00 22 00"],
  ])("by a limit of elements, of %s too", (_what, hex) => {
    const bytes = bytesOf(hex);
    const body = messageBody(NodeDescriptor);
    expect(() => body.read(new ByteReader(bytes, 0, bytes.length, 3), maxDepth)).not.toThrow();
    expect(misreading(NodeDescriptor, hex, 2)).toMatch(/more elements than the limit/);
  });

  test("and a message in a million pieces, each with an unknown field, takes no quadratic time", () => {
    const piece = bytesOf("12 03 a0 06 01");
    const bytes = Buffer.concat(Array.from({ length: 200_000 }, () => piece));
    const { next } = messageBody(NodeDescriptor).read(new ByteReader(bytes), maxDepth);
    const out = new ByteWriter();
    messageBody(NodeDescriptor).write(next ?? {}, out, maxDepth);
    expect(out.length).toBe(3 * 200_000);
  });
});

test("a result is the bare message; an error is no result", () => {
  const result = messageResult(NodeDescriptor);
  expect(result.read(readerOf("0a 01 61"), maxDepth)).toMatchObject({ ok: true, value: { name: "a" } });
  const out = new ByteWriter();
  result.write({ ok: true, value: { name: "a" } }, out, maxDepth);
  expect(Buffer.concat(out.take()).toString("hex")).toBe("0a0161");
  expect(failure(() => result.write({ ok: false, error: new Error("x") }, new ByteWriter(), maxDepth))).toBe(
    "a method of a .proto file declares no exceptions",
  );
  expect(result.declares(new Error("x"))).toBe(false);
});
