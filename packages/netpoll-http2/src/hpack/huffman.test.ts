import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hex } from "../testdata/header-lists.ts";
import { codeBits, codes, endOfString } from "./huffman-code.ts";
import { decodeHuffman } from "./huffman-decoder.ts";
import { huffmanLength, writeHuffman } from "./huffman-encoder.ts";

function coded(text: string): Buffer {
  const out = new ByteWriter();
  writeHuffman(out, text);
  return Buffer.concat(out.take());
}

function decoded(bytes: Buffer): string | undefined {
  const target = Buffer.alloc(Math.ceil((bytes.length * 8) / 5));
  const length = decodeHuffman(bytes, 0, bytes.length, target);
  return length < 0 ? undefined : target.toString("latin1", 0, length);
}

/** Reads bit by bit, with nothing but the list of codes. */
function decodedSlowly(bytes: Buffer): string | undefined {
  const symbols = new Map(
    codes.map((code, symbol) => [`${code.toString(2).padStart(codeBits[symbol] ?? 0, "0")}`, symbol]),
  );
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let text = "";
  let pending = "";
  for (const bit of bits) {
    pending += bit;
    const symbol = symbols.get(pending);
    if (symbol === undefined) continue;
    if (symbol === endOfString) return undefined;
    text += String.fromCharCode(symbol);
    pending = "";
  }
  return pending.length < 8 && !pending.includes("0") ? text : undefined;
}

describe("the code", () => {
  test.each([
    [
      "a first code of each length",
      [48, 32, 58, 38, 33, 39, 35, 0, 94, 60],
      [0, 0x14, 0x5c, 0xf8, 0x3f8, 0x7fa, 0xffa, 0x1ff8, 0x3ffc, 0x7ffc],
    ],
    [
      "longer ones",
      [92, 128, 153, 129, 1, 9, 199, 192, 203, 2],
      [0x7fff0, 0xfffe6, 0x1fffdc, 0x3fffd2, 0x7fffd8, 0xffffea, 0x1ffffec, 0x3ffffe0, 0x7ffffde, 0xfffffe2],
    ],
    ["the longest", [10, 13, 22, endOfString], [0x3ffffffc, 0x3ffffffd, 0x3ffffffe, 0x3fffffff]],
  ])("is that of RFC 7541 appendix B: %s", (_, symbols, expected) => {
    expect(symbols.map((symbol) => codes[symbol])).toEqual(expected);
  });

  test("has no room for a symbol more", () => {
    expect(codeBits.reduce((sum, bits) => sum + 2 ** -bits, 0)).toBe(1);
  });
});

describe("texts of RFC 7541 appendix C", () => {
  test.each([
    ["www.example.com", "f1e3 c2e5 f23a 6ba0 ab90 f4ff"],
    ["no-cache", "a8eb 1064 9cbf"],
    ["302", "6402"],
    ["Mon, 21 Oct 2013 20:13:21 GMT", "d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff"],
    ["gzip", "9bd9 ab"],
  ])("%s", (text, bytes) => {
    expect(coded(text)).toEqual(hex(bytes));
    expect(huffmanLength(text)).toBe(hex(bytes).length);
    expect(decoded(hex(bytes))).toBe(text);
  });
});

test("any bytes come back, and take as many as was said", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString("latin1");
      expect(coded(text)).toHaveLength(huffmanLength(text));
      expect(decoded(coded(text))).toBe(text);
    }),
  );
});

test("any code is read as bit by bit, or refused alike", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decoded(Buffer.from(bytes))).toBe(decodedSlowly(Buffer.from(bytes)));
    }),
    { numRuns: 2000 },
  );
});

describe("no code", () => {
  test.each([
    ["padding of eight bits", "ff"],
    ["padding of eight bits behind a text", "1fff"],
    ["padding of thirty bits", "ff9fffffff"],
    ["padding with a zero", "00"],
    ["the end-of-string symbol", "fffffffc"],
    ["the end-of-string symbol, and a text behind it", "ffffffff 1f"],
    ["the first bits of a long code", "fffffe"],
  ])("%s", (_, bytes) => {
    expect(decoded(hex(bytes))).toBeUndefined();
  });
});

test("a character above U+00FF has no code", () => {
  expect(huffmanLength("aĀ")).toBeNaN();
});
