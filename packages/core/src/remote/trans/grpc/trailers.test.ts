import { type HeaderField, HeaderList } from "@kitex-ts/netpoll-http2";
import { describe, expect, test } from "vitest";
import { Metadata } from "../../../context/metadata.ts";
import { BizStatusError } from "../../../errors/biz-status-error.ts";
import { ProtocolViolation } from "../../protocol-violation.ts";
import { bizStatusOf, localStatus, readTrailers, trailerFields } from "./trailers.ts";

const fieldsOf = (record: Readonly<Record<string, string>>): HeaderField[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));
const listOf = (record: Readonly<Record<string, string>>): HeaderList => new HeaderList(fieldsOf(record));

const detailed = {
  code: 13,
  message: "x",
  details: [{ typeUrl: "type.googleapis.com/a.E", value: Uint8Array.from([8, 1]) }],
};
const detailsBin = "CA0SAXgaHQoXdHlwZS5nb29nbGVhcGlzLmNvbS9hLkUSAggB";

describe("written", () => {
  test("a call that worked says no more, but its metadata", () => {
    expect(trailerFields(localStatus(0, "unseen"), undefined, undefined)).toEqual(fieldsOf({ "grpc-status": "0" }));
    expect(trailerFields(localStatus(0, ""), undefined, new Metadata({ tk: "tv" }))).toEqual(
      fieldsOf({ "grpc-status": "0", tk: "tv" }),
    );
  });

  test("a business status, as Kitex recorded it", () => {
    const error = new BizStatusError(-1, "né<&> \u2028x", { extra: { "k<": "é&" } });
    const extra = Buffer.from('{"k\\u003c":"é\\u0026"}').toString("latin1");
    expect(trailerFields(localStatus(13, error.message), error, undefined)).toEqual(
      fieldsOf({
        "grpc-status": "13",
        "grpc-message": "n%C3%A9<&> %E2%80%A8x",
        "biz-status": "-1",
        "biz-extra": extra,
      }),
    );
  });

  test("details are there only where the status has some, before the metadata", () => {
    expect(trailerFields(detailed, undefined, new Metadata({ tk: "tv" }))).toEqual(
      fieldsOf({ "grpc-status": "13", "grpc-message": "x", "grpc-status-details-bin": detailsBin, tk: "tv" }),
    );
  });
});

describe("read", () => {
  test.each([
    ["no status", {}, 2, "the trailers have no grpc-status"],
    ["a status that is no number", { "grpc-status": "abc" }, 13, 'malformed grpc-status: "abc"'],
    ["a status of twenty digits", { "grpc-status": "9".repeat(20) }, 13, `malformed grpc-status: "${"9".repeat(20)}"`],
    ["a code that nobody knows", { "grpc-status": "99", "grpc-message": "x" }, 99, "x"],
    ["a message with escapes", { "grpc-status": "5", "grpc-message": "a%20b%zz" }, 5, "a b%zz"],
    ["details that win", { "grpc-status": "5", "grpc-status-details-bin": detailsBin }, 13, "x"],
    ["details of a call that worked", { "grpc-status": "0", "grpc-status-details-bin": detailsBin }, 0, ""],
    [
      "details that are none",
      { "grpc-status": "5", "grpc-status-details-bin": "!" },
      13,
      'malformed grpc-status-details-bin: "!"',
    ],
    ["details without a code", { "grpc-status": "5", "grpc-status-details-bin": "EgF4" }, 5, "x"],
  ])("%s", (_what, record, code, message) => {
    expect(readTrailers(listOf(record)).status).toMatchObject({ code, message });
  });

  test("a business status comes back with its extra, and is a new error each time", () => {
    const error = new BizStatusError(404, "not found", { extra: { k: "é" } });
    const trailers = readTrailers(new HeaderList(trailerFields(localStatus(13, "not found"), error, undefined)));
    const [first, second] = [bizStatusOf(trailers), bizStatusOf(trailers)];
    expect(first).toMatchObject({ status: 404, message: "not found", extra: new Map([["k", "é"]]) });
    expect(second).not.toBe(first);
  });

  test("a business status counts only beside a failure, and only as a number other than 0", () => {
    expect(bizStatusOf(readTrailers(listOf({ "grpc-status": "0", "biz-status": "404" })))).toBeUndefined();
    expect(bizStatusOf(readTrailers(listOf({ "grpc-status": "13", "biz-status": "0" })))).toBeUndefined();
    expect(bizStatusOf(readTrailers(listOf({ "grpc-status": "13", "biz-status": "x" })))).toBeUndefined();
  });

  test("an extra that is no JSON is a violation", () => {
    const trailers = readTrailers(listOf({ "grpc-status": "13", "biz-status": "1", "biz-extra": "{" }));
    expect(() => bizStatusOf(trailers)).toThrow(ProtocolViolation);
  });
});
