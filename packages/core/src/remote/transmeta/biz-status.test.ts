import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BizStatusError } from "../../errors/biz-status-error.ts";
import { anyText } from "../../testdata/arbitrary-text.ts";
import { written } from "../../testdata/hex.ts";
import { limits } from "../../testdata/messages.ts";
import { recorded, statusReply } from "../../testdata/wire-frames.ts";
import { readTTHeader, writeTTHeader } from "../codec/ttheader.ts";
import { ProtocolViolation } from "../protocol-violation.ts";
import { bizStatusPairs, readBizStatus } from "./biz-status.ts";

const headersOf = (pairs: Readonly<Record<string, string>>): Map<string, string> => new Map(Object.entries(pairs));

test("the header of a status with message and extra is Kitex's", () => {
  const { payloadStart } = readTTHeader(statusReply, limits);
  const strings = bizStatusPairs(new BizStatusError(404, "not found", { extra: { k: "v" } }));
  const content = { flags: 0, seqId: 1, strings, ints: [[22, "2"] as const] };
  const frame = written((out) => writeTTHeader(out, content, () => out.writeBytes(statusReply.subarray(payloadStart))));
  expect(frame).toEqual(statusReply);
});

test("the message is always there, the extra only when there is one", () => {
  expect(bizStatusPairs(new BizStatusError(-1, ""))).toEqual([
    ["biz-status", "-1"],
    ["biz-message", ""],
  ]);
});

test("the extra has the escapes of Go's encoder", () => {
  const pairs = bizStatusPairs(new BizStatusError(-1, "né<&> \u2028x", { extra: { "k<": "é&" } }));
  const kitex = recorded.find(({ name }) => name.startsWith("a business status"));
  expect(Object.fromEntries(pairs)).toEqual(kitex?.strings);
});

test.each(recorded.filter(({ strings }) => "biz-status" in strings))("recorded: $name", ({ frame }) => {
  expect(readBizStatus(readTTHeader(frame, limits).strings)).toMatchObject({
    status: -1,
    message: "né<&> \u2028x",
    extra: new Map([["k<", "é&"]]),
  });
});

describe("reading", () => {
  test.each(["404", "+404", "0404", "-2147483648", "2147483647"])("%s is a status", (text) => {
    expect(readBizStatus(headersOf({ "biz-status": text }))).toMatchObject({ status: Number(text), message: "" });
  });

  test.each(["", "0", "-0", "4e2", "0x10", " 4", "4 ", "2147483648", "-2147483649", "9".repeat(400), "NaN"])(
    '"%s" is none',
    (text) => {
      expect(readBizStatus(headersOf({ "biz-status": text, "biz-message": "m" }))).toBeUndefined();
    },
  );

  test("without the key there is none", () => {
    expect(readBizStatus(headersOf({ "biz-message": "m", "biz-extra": "{" }))).toBeUndefined();
  });

  test.each(["null", "{}", " { } "])("the extra %s is none", (json) => {
    expect(readBizStatus(headersOf({ "biz-status": "1", "biz-extra": json }))?.extra.size).toBe(0);
  });

  test.each(["", "{", "[]", "1", '"x"', "true", '{"a":1}', '{"a":null}', '{"a":{"b":"c"}}'])(
    "the extra %s is a violation, where Kitex would call it a success",
    (json) => {
      const headers = headersOf({ "biz-status": "1", "biz-extra": json });
      expect(() => readBizStatus(headers)).toThrow(new ProtocolViolation("biz-extra is no JSON object of strings"));
    },
  );

  test("__proto__ in the extra is a name like any other", () => {
    const headers = headersOf({ "biz-status": "1", "biz-extra": '{"__proto__":"x","constructor":"y"}' });
    expect([...(readBizStatus(headers)?.extra ?? [])]).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });
});

test("whatever a handler says arrives", () => {
  const status = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).filter((value) => value !== 0);
  const text = anyText(10);
  fc.assert(
    fc.property(status, text, fc.array(fc.tuple(text, text)), (number, message, extra) => {
      const error = new BizStatusError(number, message, { extra: new Map(extra) });
      const read = readBizStatus(new Map(bizStatusPairs(error)));
      expect({ status: read?.status, message: read?.message, extra: read?.extra }).toEqual({
        status: number,
        message,
        extra: new Map(extra),
      });
    }),
  );
});
