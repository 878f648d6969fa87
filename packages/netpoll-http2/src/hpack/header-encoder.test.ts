import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { HeaderList } from "../header-list.ts";
import { encoded, hex, listOf, type Pair, pairsOf } from "../testdata/header-lists.ts";
import { huffmanRequests } from "../testdata/rfc7541.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { HeaderEncoder } from "./header-encoder.ts";

const limits = { maxHeaderListBytes: 1 << 20, maxHeaderFields: 10_000, trimFieldValues: false };

const call: readonly Pair[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/echo.Echo/Echo"],
  [":authority", "echo:8888"],
  ["content-type", "application/x+y"],
  ["te", "trailers"],
];

/** The same call with a field that may have any value. */
const callWith = (name: string, value: string): HeaderList => listOf(...call, [name, value]);

/** Blocks that have nothing but indexes: each byte has its first bit, and none goes on. */
const allIndexed = (block: Buffer): boolean => block.every((byte) => byte >= 0x80 && byte < 0xff);

describe("the examples of RFC 7541 appendix C", () => {
  test("C.4, requests with Huffman code", () => {
    const encoder = new HeaderEncoder();
    for (const { bytes, list, tableBytes } of huffmanRequests) {
      expect(encoded(encoder, listOf(...list))).toEqual(hex(bytes));
      expect(encoder.tableBytes).toBe(tableBytes);
    }
  });

  test("C.2.3, a literal that is never indexed, shorter as Huffman code", () => {
    const encoder = new HeaderEncoder();
    const secret = new HeaderList([{ name: "password", value: "secret", neverIndexed: true }]);
    const block = encoded(encoder, secret);
    expect(block[0]).toBe(0x10);
    expect(encoder.tableBytes).toBe(0);
    expect(new HeaderDecoder(limits).decode(block).fields).toMatchObject(secret.fields);
  });
});

describe("a list that comes again", () => {
  test("is indexes only, one byte for each field", () => {
    const encoder = new HeaderEncoder();
    const list = listOf(...call);
    encoded(encoder, list);
    for (let i = 0; i < 4; i++) {
      const block = encoded(encoder, i < 2 ? list : listOf(...call));
      expect(block).toHaveLength(call.length);
      expect(allIndexed(block)).toBe(true);
    }
  });

  test("is written with other indexes once another list has changed the table", () => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    const list = listOf(...call);
    for (let i = 0; i < 5; i++) expect(pairsOf(decoder.decode(encoded(encoder, list)))).toEqual(call);
    decoder.decode(encoded(encoder, listOf(["x-one", "1"], ["x-two", "2"])));
    for (let i = 0; i < 5; i++) expect(pairsOf(decoder.decode(encoded(encoder, list)))).toEqual(call);
  });

  test("leaves what stands before it in the writer", () => {
    const encoder = new HeaderEncoder();
    const list = listOf(...call);
    const blocks = Array.from({ length: 5 }, () => {
      const out = new ByteWriter(8);
      out.writeI32(0x01020304);
      encoder.encode(list, out);
      return Buffer.concat(out.take());
    });
    for (const block of blocks) expect(block.readInt32BE()).toBe(0x01020304);
    expect(blocks[4]).toEqual(blocks[1]);
    expect(blocks[3]).toEqual(blocks[1]);
  });
});

describe("values that change each time", () => {
  test("do not change the table once their name is known", () => {
    const encoder = new HeaderEncoder();
    encoded(encoder, callWith("deadline", "5000m"));
    const bytes = encoder.tableBytes;
    for (let i = 0; i < 1000; i++) {
      const block = encoded(encoder, callWith("deadline", `${4999 - i}m`));
      expect(allIndexed(block.subarray(0, call.length))).toBe(true);
      // The pattern and the name's index, the length, five characters at most.
      expect(block.length).toBeLessThanOrEqual(call.length + 8);
    }
    expect(encoder.tableBytes).toBe(bytes);
  });

  test("are indexed when they come again soon after all", () => {
    const encoder = new HeaderEncoder();
    for (const value of ["a", "b", "c", "b"]) encoded(encoder, callWith("x-kind", value));
    expect(allIndexed(encoded(encoder, callWith("x-kind", "b")))).toBe(true);
    expect(allIndexed(encoded(encoder, callWith("x-kind", "a")))).toBe(true);
    expect(allIndexed(encoded(encoder, callWith("x-kind", "c")))).toBe(false);
  });

  test("of names without end push out nothing that a thousand further names are kept for", () => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    for (let i = 0; i < 2000; i++) {
      const list = listOf(...call, [`x-name-${i}`, String(i)]);
      expect(pairsOf(decoder.decode(encoded(encoder, list)))).toEqual(pairsOf(list));
    }
    expect(encoder.tableBytes).toBeLessThanOrEqual(4096);
    expect(encoder.tableBytes).toBe(decoder.tableBytes);
  });

  test("that are large are not indexed: one would push out the rest", () => {
    const encoder = new HeaderEncoder();
    encoded(encoder, listOf(["a", "x".repeat(3000)]));
    expect(encoder.tableBytes).toBe(0);
  });
});

describe("the size of the table", () => {
  test("is at most what the peer allows, and said at the beginning of the next block", () => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    decoder.decode(encoded(encoder, listOf(...call)));
    encoder.limitTable(100);
    decoder.limitTable(100);
    const block = encoded(encoder, listOf(...call));
    expect(block.subarray(0, 2)).toEqual(hex("3f45")); // 31 + 69
    expect(pairsOf(decoder.decode(block))).toEqual(call);
    expect(encoder.tableBytes).toBe(decoder.tableBytes);
    expect(encoder.tableBytes).toBeLessThanOrEqual(100);
  });

  test("0 leaves the dynamic table unused", () => {
    const encoder = new HeaderEncoder();
    encoder.limitTable(0);
    const decoder = new HeaderDecoder(limits);
    expect(encoded(encoder, listOf(...call))[0]).toBe(0x20);
    for (let i = 0; i < 3; i++) expect(pairsOf(decoder.decode(encoded(encoder, listOf(...call))))).toEqual(call);
    expect(encoder.tableBytes).toBe(0);
  });

  test("that went down and up again between two blocks is said twice (RFC 7541 section 4.2)", () => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    decoder.decode(encoded(encoder, listOf(...call)));
    encoder.limitTable(10);
    encoder.limitTable(2000);
    const block = encoded(encoder, listOf(...call));
    expect(block.subarray(0, 4)).toEqual(hex("2a 3f b10f"));
    expect(pairsOf(decoder.decode(block))).toEqual(call);
    expect(encoder.tableBytes).toBe(decoder.tableBytes);
  });

  test("is 4,096 bytes at most, however much the peer allows, of which nothing is said", () => {
    const encoder = new HeaderEncoder();
    encoder.limitTable(1 << 30);
    expect(encoded(encoder, listOf([":method", "GET"]))).toEqual(hex("82"));
  });
});

describe("a list that cannot be encoded", () => {
  test("leaves nothing behind, and the next list is understood", () => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    decoder.decode(encoded(encoder, listOf(...call)));
    const out = new ByteWriter();
    out.writeByte(7);
    const bad = listOf(["x-new", "1"], ["x-bad", "\u010a"]);
    expect(() => encoder.encode(bad, out)).toThrow(RangeError);
    expect(Buffer.concat(out.take())).toEqual(hex("07"));
    for (let i = 0; i < 3; i++) {
      expect(pairsOf(decoder.decode(encoded(encoder, listOf(...call, ["x-new", "1"]))))).toEqual([
        ...call,
        ["x-new", "1"],
      ]);
      expect(encoder.tableBytes).toBe(decoder.tableBytes);
    }
  });

  test.each([0, 10, 4096])("does not swallow that the table is %i bytes large", (bytes) => {
    const encoder = new HeaderEncoder();
    const decoder = new HeaderDecoder(limits);
    decoder.decode(encoded(encoder, listOf(...call)));
    encoder.limitTable(bytes);
    decoder.limitTable(bytes);
    expect(() => encoded(encoder, listOf(["x-new", "1"], ["x-bad", "\n"]))).toThrow(RangeError);
    for (let i = 0; i < 3; i++) expect(pairsOf(decoder.decode(encoded(encoder, listOf(...call))))).toEqual(call);
    expect(encoder.tableBytes).toBe(decoder.tableBytes);
  });

  test.each([
    ["a character above U+00FF in a value", ["x", "1€"], 'cannot send "1€", which has a character above U+00FF'],
    ["a capital in a name", ["X-a", "1"], 'cannot send a field with the name "X-a"'],
    ["a line end in a value", ["x", "1\r\ny: 2"], 'cannot send "x" with a value that is none'],
    ["a field about the connection", ["connection", "close"], "cannot send the field connection"],
    ["te with another value", ["te", "gzip"], "cannot send te with"],
  ] as const)("is told: %s", (_, field, problem) => {
    const encoder = new HeaderEncoder();
    for (let i = 0; i < 2; i++) expect(() => encoded(encoder, listOf(...call, field))).toThrow(problem);
    const secret = new HeaderList([{ name: field[0], value: field[1], neverIndexed: true }]);
    expect(() => encoded(encoder, secret)).toThrow(problem);
  });
});
