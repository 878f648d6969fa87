import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wellFormedText } from "../../testdata/arbitrary-text.ts";
import { hex, written } from "../../testdata/hex.ts";
import { limits } from "../../testdata/messages.ts";
import {
  bareRequest,
  closingException,
  echoCall,
  fullRequest,
  recorded,
  sharedRequest,
  tokenRequest,
} from "../../testdata/wire-frames.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { isTTHeader, readTTHeader, TTHEADER_FIXED_BYTES, type TTHeaderPairs, writeTTHeader } from "./ttheader.ts";

const payloadOf = (frame: Buffer): Buffer => frame.subarray(readTTHeader(frame, limits).payloadStart);

type Content = TTHeaderPairs & { readonly flags: number; readonly seqId: number };

function frameOf(content: Partial<Content>, payload: Buffer = Buffer.alloc(0)): Buffer {
  const full = { flags: 0, seqId: 1, strings: [], ints: [], ...content };
  return written((out) => writeTTHeader(out, full, () => out.writeBytes(payload)));
}

/** A frame with the given variable part, filled up to a multiple of four bytes. */
function frameWith(blocks: string, units?: number): Buffer {
  const variable = hex(blocks);
  const padded = Buffer.concat([variable, Buffer.alloc((4 - (variable.length % 4)) % 4)]);
  return written((out) => {
    out.writeI32(10 + padded.length + echoCall.length);
    out.writeBytes(hex("1000 0000 00000001"));
    out.writeI16(units ?? padded.length / 4);
    out.writeBytes(padded);
    out.writeBytes(echoCall);
  });
}

describe("writing", () => {
  test("a header without pairs is four bytes, and the length counts what follows it", () => {
    expect(frameOf({}, payloadOf(bareRequest))).toEqual(bareRequest);
    expect(frameOf({ flags: 1 }, payloadOf(sharedRequest))).toEqual(sharedRequest);
  });

  test("string pairs, then integer pairs, in the given order", () => {
    const content: Partial<Content> = {
      strings: [
        ["isn", "EchoService"],
        ["RPC_TRANSIT_k1", "v1"],
        ["RPC_PERSIST_logid", "12345"],
      ],
      ints: [
        [1, "framed"],
        [3, ""],
        [6, "echo.svc"],
        [9, "Echo"],
        [12, "500"],
        [20, ""],
        [22, "1"],
      ],
    };
    expect(frameOf(content, payloadOf(fullRequest))).toEqual(fullRequest);
  });

  test("the ACL token has a block of its own, before all others", () => {
    expect(frameOf({ strings: [["RPC_TRANSIT_gdpr-token", "tok"]] }, echoCall)).toEqual(tokenRequest);
    const both = frameOf({
      strings: [
        ["a", "b"],
        ["RPC_TRANSIT_gdpr-token", "tok"],
      ],
    });
    expect(both.subarray(16, 31)).toEqual(hex("11 0003 746f6b  01 0001 0001 61 0001 62"));
  });

  test("an exception that announces the end of its connection", () => {
    const content = { strings: [["crrst", "1"] as const], ints: [[22, "3"] as const] };
    expect(frameOf(content, payloadOf(closingException))).toEqual(closingException);
  });

  test("a key or value of more than 65,535 bytes, and a header of more than 262,140, are refused", () => {
    const long = "x".repeat(65_536);
    expect(() => frameOf({ strings: [["a", long]] })).toThrow(RangeError);
    expect(() => frameOf({ strings: [[long, "a"]] })).toThrow(RangeError);
    const many = Array.from({ length: 5 }, (_, i) => [i, "x".repeat(60_000)] as const);
    expect(() => frameOf({ ints: many })).toThrow(/is longer than TTHeader's 262140/);
  });

  test("the largest header that the format knows goes through", () => {
    const ints = Array.from({ length: 4 }, (_, i) => [i, "x".repeat(65_529)] as const);
    const frame = frameOf({ ints });
    expect(frame.readUInt16BE(12)).toBe(65_535);
    expect(readTTHeader(frame, { ...limits, maxHeaderBytes: 262_140 }).ints.get(3)).toHaveLength(65_529);
  });
});

describe("reading", () => {
  test.each(recorded)("recorded: $name", ({ frame, strings, ints }) => {
    const header = readTTHeader(frame, limits);
    expect(Object.fromEntries(header.strings)).toEqual(strings);
    expect(Object.fromEntries(header.ints)).toEqual(ints);
    expect(frame.readUInt32BE(header.payloadStart)).toBe(frame.length - header.payloadStart - 4);
  });

  test("the ACL token is found under its metadata name", () => {
    expect(readTTHeader(tokenRequest, limits).strings).toEqual(new Map([["RPC_TRANSIT_gdpr-token", "tok"]]));
  });

  test("blocks come in any order and repeat, padding stands anywhere, later values win", () => {
    const frame = frameWith(
      "00 00  10 0001 0016 0001 31  00 01 0001 0001 61 0001 62  00 10 0001 0016 0001 32  01 0000  01 0001 0001 61 0001 63",
    );
    const header = readTTHeader(frame, limits);
    expect([...header.strings]).toEqual([["a", "c"]]);
    expect([...header.ints]).toEqual([[22, "2"]]);
  });

  test("transform ids are passed over", () => {
    const header = readTTHeader(frameWith("00 02 01 02  10 0001 0016 0001 31"), limits);
    expect(header.ints.get(22)).toBe("1");
  });

  test.each(["00", "03", "04", "10", "11"])("protocol 0x%s is taken", (protocol) => {
    expect(readTTHeader(frameWith(`${protocol} 00`), limits).seqId).toBe(1);
  });

  test("negative sequence ids and unknown flags are kept as they are", () => {
    expect(readTTHeader(frameOf({ seqId: -5, flags: 0x7ffd }), limits)).toMatchObject({ seqId: -5, flags: 0x7ffd });
  });

  test("bad UTF-8 becomes U+FFFD, and __proto__ is a key like any other", () => {
    const { strings } = readTTHeader(
      frameWith("00 00 01 0002 0009 5f5f70726f746f5f5f 0001 61 0001 ff 0002 c328"),
      limits,
    );
    expect([...strings]).toEqual([
      ["__proto__", "a"],
      ["\ufffd", "\ufffd("],
    ]);
  });
});

describe("hostile headers", () => {
  test.each([
    ["an empty header", frameWith("", 0), "invalid header length[0]"],
    ["an unknown protocol", frameWith("02 00"), "unsupported ProtocolID[2]"],
    ["more transforms than header", frameWith("00 07 0102"), "a header block is longer than its header"],
    ["an unknown block", frameWith("00 00 02 00"), "invalid infoIDType[0x2]"],
    ["a count without pairs", frameWith("00 00 01 0001"), "a header block is longer than its header"],
    ["half a count", frameWith("00 00 00 01"), "a header block is longer than its header"],
    ["a key longer than the header", frameWith("00 00 01 0001 0100 61"), "a header block is longer than its header"],
    [
      "a value longer than the header",
      frameWith("00 00 10 0001 0016 ffff 61"),
      "a header block is longer than its header",
    ],
    ["a token longer than the header", frameWith("00 00 11 0100 61"), "a header block is longer than its header"],
    ["a header longer than its frame", frameWith("00 00", 2_000), "a header of 8000 bytes is longer than its frame"],
  ])("%s", (_what, frame, message) => {
    expect(() => readTTHeader(frame, limits)).toThrow(new ProtocolViolation(message));
  });

  const three = frameOf({
    strings: [
      ["abc", "1"],
      ["b", "2"],
    ],
    ints: [[1, "x"]],
  });

  test.each([
    ["bytes", { maxHeaderBytes: 24 }, "a header of 28 bytes is over the limit of 24"],
    ["pairs", { maxHeaderPairs: 2 }, "a header of 3 pairs is over the limit of 2"],
    ["bytes of a key", { maxHeaderKeyBytes: 2 }, "a header key of 3 bytes is over the limit of 2"],
  ])("over the limit of %s", (_what, limit, message) => {
    expect(readTTHeader(three, limits).strings.size).toBe(2);
    expect(() => readTTHeader(three, { ...limits, ...limit })).toThrow(new ProtocolViolation(message));
  });

  test("pairs are counted before any is read", () => {
    expect(() => readTTHeader(frameWith("00 00 01 ffff"), limits)).toThrow(/65535 pairs/);
  });

  test("cut anywhere inside its blocks, a header is refused", () => {
    const size = fullRequest.readUInt16BE(12);
    for (let units = 1; units < size; units++) {
      const frame = Buffer.from(fullRequest);
      frame.writeUInt16BE(units, 12);
      // Only where a block ends can a shorter header be one.
      const header = tryRead(frame);
      if (header !== undefined) expect(header.strings.size + header.ints.size).toBeLessThan(10);
    }
  });

  test("whatever bytes come, it is a header or a ProtocolViolation", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        tryRead(frameWith(Buffer.from(bytes).toString("hex")));
      }),
    );
  });

  function tryRead(frame: Buffer): ReturnType<typeof readTTHeader> | undefined {
    try {
      return readTTHeader(frame, limits);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolViolation);
      return undefined;
    }
  }
});

test("whatever is written is read again", () => {
  const text = wellFormedText(20);
  const key = text.filter((name) => name !== "RPC_TRANSIT_gdpr-token");
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7fff }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.dictionary(key, text),
      fc.dictionary(fc.integer({ min: 0, max: 0x7fff }).map(String), text),
      fc.uint8Array({ maxLength: 40 }),
      (flags, seqId, strings, ints, payload) => {
        const content = {
          flags,
          seqId,
          strings: Object.entries(strings),
          ints: Object.entries(ints).map(([id, value]) => [Number(id), value] as const),
        };
        const frame = frameOf(content, Buffer.from(payload));
        const header = readTTHeader(frame, limits);
        expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
        expect(isTTHeader(frame.readUInt32BE(4))).toBe(true);
        expect((header.payloadStart - TTHEADER_FIXED_BYTES) % 4).toBe(0);
        expect({ ...header, strings: [...header.strings], ints: [...header.ints] }).toEqual({
          ...content,
          payloadStart: frame.length - payload.length,
        });
        expect(frame.subarray(header.payloadStart)).toEqual(Buffer.from(payload));
      },
    ),
  );
});
