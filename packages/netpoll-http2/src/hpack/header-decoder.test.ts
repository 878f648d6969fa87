import { describe, expect, test } from "vitest";
import { Http2ErrorCode } from "../error-code.ts";
import { FrameError } from "../frame-error.ts";
import { validateTrailers } from "../header-rules.ts";
import { hex, type Pair, pairsOf } from "../testdata/header-lists.ts";
import { type Example, huffmanRequests, huffmanResponses, plainRequests, plainResponses } from "../testdata/rfc7541.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { HeaderListTooLarge } from "./header-list-too-large.ts";

const limits = { maxHeaderListBytes: 65_536, maxHeaderFields: 256, trimFieldValues: false };

const decoder = (): HeaderDecoder => new HeaderDecoder(limits);

/** What the dynamic table has, the newest first. */
function tableOf(from: HeaderDecoder): Pair[] {
  const found: Pair[] = [];
  for (let index = 62; ; index++) {
    try {
      found.push(...pairsOf(from.decode(Buffer.of(0x80 | index))));
    } catch (error) {
      expect(error).toBeInstanceOf(FrameError);
      return found;
    }
  }
}

function expectExamples(from: HeaderDecoder, examples: readonly Example[]): void {
  for (const { bytes, list, table, tableBytes } of examples) {
    expect(pairsOf(from.decode(hex(bytes)))).toEqual(list);
    expect(tableOf(from)).toEqual(table);
    expect(from.tableBytes).toBe(tableBytes);
  }
}

/** A decoder whose peer agreed to a table of 256 bytes. */
function smallDecoder(): HeaderDecoder {
  const small = decoder();
  small.limitTable(256);
  expect(small.decode(hex("3fe101")).fields).toEqual([]);
  return small;
}

describe("the examples of RFC 7541 appendix C", () => {
  test("C.2.1, a literal that is indexed", () => {
    const from = decoder();
    expect(pairsOf(from.decode(hex("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")))).toEqual([
      ["custom-key", "custom-header"],
    ]);
    expect(tableOf(from)).toEqual([["custom-key", "custom-header"]]);
    expect(from.tableBytes).toBe(55);
  });

  test("C.2.2, a literal that is not indexed", () => {
    const from = decoder();
    expect(pairsOf(from.decode(hex("040c 2f73 616d 706c 652f 7061 7468")))).toEqual([[":path", "/sample/path"]]);
    expect(tableOf(from)).toEqual([]);
  });

  test("C.2.3, a literal that is never indexed", () => {
    const from = decoder();
    expect(from.decode(hex("1008 7061 7373 776f 7264 0673 6563 7265 74")).fields).toMatchObject([
      { name: "password", value: "secret", neverIndexed: true },
    ]);
    expect(tableOf(from)).toEqual([]);
  });

  test("C.2.4, an indexed field", () => {
    expect(pairsOf(decoder().decode(hex("82")))).toEqual([[":method", "GET"]]);
  });

  test("C.3, requests without Huffman code", () => expectExamples(decoder(), plainRequests));
  test("C.4, requests with Huffman code", () => expectExamples(decoder(), huffmanRequests));
  test("C.5, responses without Huffman code", () => expectExamples(smallDecoder(), plainResponses));
  test("C.6, responses with Huffman code", () => expectExamples(smallDecoder(), huffmanResponses));
});

describe("a block that comes again", () => {
  test("gives the same list while the table stays as it is", () => {
    const from = decoder();
    from.decode(hex("4001 61 01 62")); // a: b, index 62
    const first = from.decode(hex("82 be"));
    expect(from.decode(hex("82 be"))).toBe(first);
    expect(from.decode(hex("82 87"))).not.toBe(first);
    expect(from.decode(hex("82 be"))).toBe(first);
  });

  test("is read again once the table has changed, because it means something else", () => {
    const from = decoder();
    from.decode(hex("4001 61 01 62"));
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "b"]]);
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "b"]]);
    from.decode(hex("4001 61 01 63"));
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "c"]]);
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "c"]]);
  });

  test("is read again once an entry that was too large has emptied the table", () => {
    const from = smallDecoder();
    from.decode(hex("4001 61 01 62"));
    from.decode(hex("be"));
    from.decode(Buffer.concat([hex("4001 61 7f 79"), Buffer.alloc(248)])); // 32 + 1 + 248 bytes
    expect(() => from.decode(hex("be"))).toThrow("index 62");
  });

  test("is read again once the table was made smaller", () => {
    const from = decoder();
    from.decode(hex("4001 61 01 62"));
    from.decode(hex("be"));
    from.decode(hex("20"));
    expect(() => from.decode(hex("be"))).toThrow("index 62");
  });

  test("inserts again what it inserts", () => {
    const from = decoder();
    from.decode(hex("4001 61 01 62"));
    from.decode(hex("4001 61 01 62"));
    expect(tableOf(from)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("gives a list of its own when it holds a secret", () => {
    const from = decoder();
    const block = hex("1001 61 01 62");
    expect(from.decode(block)).not.toBe(from.decode(block));
  });

  test("is not compared with bytes that the network reuses", () => {
    const from = decoder();
    const block = hex("82");
    from.decode(block);
    block[0] = 0x83;
    expect(pairsOf(from.decode(block))).toEqual([[":method", "POST"]]);
    expect(pairsOf(from.decode(hex("82")))).toEqual([[":method", "GET"]]);
  });
});

describe("blanks at the ends of values", () => {
  const trimming = (): HeaderDecoder => new HeaderDecoder({ ...limits, trimFieldValues: true });
  const literal = (name: string, value: string): Buffer =>
    Buffer.concat([Buffer.of(0x40, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]);

  test.each([
    [" a", "a"],
    ["a\t", "a"],
    [" \t a b\tc \t", "a b\tc"],
    ["  ", ""],
    ["", ""],
    ["\u000ba\u000b", "\u000ba\u000b"],
  ])("are taken off where that is asked for: %j is %j", (sent, value) => {
    const list = trimming().decode(literal("x", sent));
    expect(pairsOf(list)).toEqual([["x", value]]);
    expect(validateTrailers(list)).toBeUndefined();
    expect(pairsOf(decoder().decode(literal("x", sent)))).toEqual([["x", sent]]);
  });

  test.each(["\0", " \r", "a\n ", "\r\n", " \0 "])("hide nothing that is never allowed: %j", (value) => {
    expect(validateTrailers(trimming().decode(literal("x", value)))).toBe('"x" with a value that is none');
  });

  test.each([
    ["te", " trailers ", undefined],
    ["te", " gzip ", "te with another value than trailers"],
    ["connection", " close", "the field connection, which is about a connection"],
    [" x", "1", 'a field with the name " x"'],
  ])("are no part of what is judged: %j: %j", (name, value, fault) => {
    expect(validateTrailers(trimming().decode(literal(name, value)))).toBe(fault);
  });

  test("stay where they are in pseudo-header fields, also where the name is an index", () => {
    const from = trimming();
    expect(pairsOf(from.decode(literal(":path", "/ ")))).toEqual([[":path", "/ "]]);
    expect(pairsOf(from.decode(hex("44 02 2f 20")))).toEqual([[":path", "/ "]]);
  });

  test("are taken off Huffman codes, names that are an index, and secrets", () => {
    const from = trimming();
    expect(pairsOf(from.decode(hex("40 01 78 83 50 71 a9")))).toEqual([["x", "ab"]]);
    expect(pairsOf(from.decode(hex("0f 2b 03 20 61 20")))).toEqual([["user-agent", "a"]]);
    expect(from.decode(hex("10 01 78 02 20 61")).fields).toMatchObject([{ value: "a", neverIndexed: true }]);
  });

  test("count in the table, which the peer has too, and are gone whenever the field comes by its index", () => {
    const from = trimming();
    const [blank, next] = [literal("x", " ".repeat(100)), literal("y", ` a${" ".repeat(98)}`)];
    from.decode(blank);
    expect(from.tableBytes).toBe(133);
    from.decode(next);
    expect(from.tableBytes).toBe(266);
    const first = from.decode(hex("be bf"));
    expect(pairsOf(first)).toEqual([
      ["y", "a"],
      ["x", ""],
    ]);
    expect(from.decode(hex("be bf"))).toBe(first);
    for (let i = 0; i < 31; i++) from.decode(i % 2 === 0 ? blank : next);
    // 4,096 bytes are 30 fields of 133.
    expect(tableOf(from)).toHaveLength(30);
  });

  test("count towards the limit of a list", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 40, maxHeaderFields: 10, trimFieldValues: true });
    expect(from.decode(literal("x", `a${" ".repeat(6)}`)).fields).toHaveLength(1);
    expect(() => from.decode(literal("x", `a${" ".repeat(7)}`))).toThrow(HeaderListTooLarge);
  });
});

describe("no header block (COMPRESSION_ERROR)", () => {
  test.each([
    ["index 0", "80", "index 0"],
    ["an index behind both tables", "be", "index 62"],
    ["the largest index", "ff ff ff ff 7f", "index 268435582"],
    ["the name of an index behind both tables", "7f 00 01 61", "index 63"],
    ["an integer that goes on for ever", "ff 80 80 80 80 80 80 80 00", "an integer"],
    ["an integer that overflows 32 bits", "ff ff ff ff ff ff", "an integer"],
    ["an integer that is not there", "ff", "inside an integer"],
    ["a literal without its name", "40", "inside a field"],
    ["a literal without its value", "40 01 61", "inside a field"],
    ["a name longer than the block", "40 02 61", "longer than its block"],
    ["a value of 256 MiB", "40 01 61 7f ff ff ff 7f", "longer than its block"],
    ["a Huffman name with bad padding", "40 81 00 01 61", "no Huffman code"],
    ["a Huffman value with the end of string", "40 01 61 84 ff ff ff ff", "no Huffman code"],
    ["a table size update behind a field", "82 20", "behind a field"],
    ["a table larger than was allowed", "3f e2 1f", "a table of 4097 bytes, 4096 are allowed"],
  ])("%s", (_, bytes, problem) => {
    const error = thrown(() => decoder().decode(hex(bytes)));
    expect(error).toMatchObject({ code: Http2ErrorCode.CompressionError, scope: "connection" });
    expect(error).toHaveProperty("message", expect.stringContaining(problem));
  });
});

describe("the size of the table", () => {
  test("may be what was allowed, and changes at the beginning of a block any number of times", () => {
    const from = decoder();
    from.decode(hex("4001 61 01 62"));
    expect(pairsOf(from.decode(hex("20 3f e1 1f 82")))).toEqual([[":method", "GET"]]);
    expect(tableOf(from)).toEqual([]);
  });

  test("may be larger once that was allowed", () => {
    const from = decoder();
    from.limitTable(8192);
    expect(from.decode(hex("3f e1 3f")).fields).toEqual([]);
    expect(() => from.decode(hex("3f e2 3f"))).toThrow("8193");
  });

  test("must be said to be smaller once less is allowed (RFC 7541 section 4.2)", () => {
    const from = decoder();
    from.decode(hex("82"));
    from.limitTable(100);
    expect(() => from.decode(hex("82"))).toThrow("does not say that the table became smaller");
  });

  test("need not be said when less is allowed than before, and no less than was used", () => {
    const from = decoder();
    from.decode(hex("20"));
    from.limitTable(0);
    expect(pairsOf(from.decode(hex("82")))).toEqual([[":method", "GET"]]);
  });
});

describe("limits", () => {
  test("a list of exactly so many bytes and fields is taken", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 2 * (32 + 2), maxHeaderFields: 2, trimFieldValues: false });
    expect(from.decode(hex("0001 61 01 62 0001 63 01 64")).fields).toHaveLength(2);
  });

  test("one more byte is too much", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 2 * (32 + 2), maxHeaderFields: 3, trimFieldValues: false });
    expect(() => from.decode(hex("0001 61 01 62 0001 63 02 6464"))).toThrow(HeaderListTooLarge);
  });

  test("one more field is too much", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 1000, maxHeaderFields: 2, trimFieldValues: false });
    expect(() => from.decode(hex("82 82 82"))).toThrow(
      "a header list of 3 fields and 126 bytes, 2 and 1000 are allowed",
    );
  });

  test("a list that is too large still changes the table, for the blocks that follow", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 100, maxHeaderFields: 256, trimFieldValues: false });
    const long = Buffer.concat([hex("0001 61 64"), Buffer.alloc(100, 0x62)]);
    expect(() => from.decode(Buffer.concat([long, hex("4001 61 01 62")]))).toThrow(HeaderListTooLarge);
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "b"]]);
  });

  test("what is remembered is forgotten when a list that is too large changes the table", () => {
    const from = new HeaderDecoder({ maxHeaderListBytes: 100, maxHeaderFields: 256, trimFieldValues: false });
    from.decode(hex("4001 61 01 62"));
    from.decode(hex("be"));
    expect(() => from.decode(hex("4001 61 01 63 be be be be be"))).toThrow(HeaderListTooLarge);
    expect(pairsOf(from.decode(hex("be")))).toEqual([["a", "c"]]);
  });

  test("a large entry that is named half a million times costs no memory (header amplification)", () => {
    const from = decoder();
    from.decode(Buffer.concat([hex("4001 61 7f a1 1e"), Buffer.alloc(4000, 0x62)]));
    const before = process.memoryUsage().heapUsed;
    expect(() => from.decode(Buffer.alloc(512 * 1024, 0xbe))).toThrow(HeaderListTooLarge);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * 1024 * 1024);
  });

  test("a block that is cut anywhere is refused or read, and never hangs", () => {
    for (const { bytes } of [...plainRequests, ...huffmanRequests]) {
      const block = hex(bytes);
      for (let end = 0; end < block.length; end++) {
        const error = thrown(() => decoder().decode(block.subarray(0, end)));
        if (error !== undefined) expect(error).toMatchObject({ code: Http2ErrorCode.CompressionError });
      }
    }
  });
});

test("values keep each byte as one character", () => {
  const [field] = decoder().decode(hex("0001 61 04 00ff80e9")).fields;
  expect(field?.value).toBe("\u0000ÿ\u0080é");
});

function thrown(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
