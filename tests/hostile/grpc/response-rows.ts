import { gzipSync } from "node:zlib";
import { ErrorCode } from "@kitex-ts/core";
import { type Field, fieldBlock } from "../../http2/raw/field-block.ts";
import { dataFrame, frame, goAwayFrame, headersFrame, rstStreamFrame, Type } from "../../http2/raw/frames.ts";
import { blockFrames } from "./block-frames.ts";
import { unreadableBodies } from "./body-rows.ts";
import { delimited, message, repeated } from "./bytes.ts";
import type { RawAnswer } from "./raw-server.ts";

/** How a call ends: with a value, or with an error of this code and status. */
export type ResponseOutcome =
  | { readonly kind: "value" }
  | { readonly kind: "biz"; readonly status: number }
  | { readonly kind: "error"; readonly code: ErrorCode; readonly status: number; readonly text?: string | RegExp };

/** What a server answers that means no good, or knows no better. */
export interface ResponseRow {
  readonly what: string;
  readonly answer: RawAnswer;
  readonly outcome: ResponseOutcome;
}

/** Bytes that a message may have for the client of these rows. */
export const MAX_MESSAGE_BYTES = 65_536;
/** Elements that a message may have there. */
export const MAX_ELEMENTS = 1_000;

const value: ResponseOutcome = { kind: "value" };
const error = (code: ErrorCode, status: number, text?: string | RegExp): ResponseOutcome =>
  text === undefined ? { kind: "error", code, status } : { kind: "error", code, status, text };
const remote = (status: number, text?: string | RegExp): ResponseOutcome => error(ErrorCode.Remote, status, text);
const protocol = (text?: string | RegExp): ResponseOutcome => error(ErrorCode.Protocol, 13, text);
const overLimit = (text?: string | RegExp): ResponseOutcome => error(ErrorCode.OverLimit, 8, text);

const good = message(delimited(1, "hi"));
const HEAD: readonly Field[] = [
  [":status", "200"],
  ["content-type", "application/grpc"],
];
const OK: readonly Field[] = [["grpc-status", "0"]];

const head = (streamId: number, ...more: readonly Field[]): Buffer =>
  headersFrame(streamId, fieldBlock([...HEAD, ...more]), "open");
const only = (...fields: readonly Field[]): RawAnswer => {
  return (streamId) => blockFrames(streamId, fieldBlock([...HEAD, ...fields]), "end");
};
const ended = (streamId: number, fields: readonly Field[] = OK): Buffer =>
  headersFrame(streamId, fieldBlock(fields), "end");
const data = (streamId: number, bytes: Buffer): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, i) =>
      dataFrame(streamId, bytes.subarray(i * 16_384, (i + 1) * 16_384), "open"),
    ),
  );
/** Headers, these bytes, and trailers. */
const body = (bytes: Buffer, ...more: readonly Field[]): RawAnswer => {
  return (streamId) => Buffer.concat([head(streamId, ...more), data(streamId, bytes), ended(streamId)]);
};
const trailers = (...fields: readonly Field[]): RawAnswer => {
  return (streamId) => Buffer.concat([head(streamId), data(streamId, good), ended(streamId, fields)]);
};
const zipped = gzipSync(delimited(1, "h".repeat(1_000)));
const gzip = (bytes: Buffer): RawAnswer => body(message(bytes, 1), ["grpc-encoding", "gzip"]);
const many = (count: number): readonly Field[] => Array.from({ length: count }, (_, i) => [`key-${i}`, "x"] as const);

const messages: readonly ResponseRow[] = [
  ...[MAX_MESSAGE_BYTES + 1, 0x7fff_ffff, 0xffff_ffff].map((length) => ({
    what: `a message of ${length} bytes of which two are there`,
    answer: body(message("hi", 0, length)),
    outcome: overLimit(`a message of ${length} bytes came, the limit is ${MAX_MESSAGE_BYTES}`),
  })),
  {
    what: 'a message of 808,722,544 bytes, which is "404 " (the page of a proxy)',
    answer: body(Buffer.from("\x204 page not found")),
    outcome: overLimit(),
  },
  ...[1, 4, 6].map((bytes) => ({
    what: `${bytes} bytes of a message`,
    answer: body(good.subarray(0, bytes)),
    outcome: protocol(`the stream ended ${bytes} bytes into a message`),
  })),
  { what: "flag 1 without an encoding", answer: body(message(zipped, 1)), outcome: protocol() },
  ...["br", "identity", "GZIP", "__proto__"].map((encoding) => ({
    what: `flag 1 with the encoding ${encoding}`,
    answer: body(message(zipped, 1), ["grpc-encoding", encoding]),
    outcome: protocol(/grpc-encoding is/),
  })),
  { what: "no gzip (CVE-2026-48069)", answer: gzip(Buffer.from("hello")), outcome: protocol(/no gzip: /) },
  { what: "nothing that is compressed", answer: gzip(Buffer.alloc(0)), outcome: protocol() },
  { what: "half a gzip", answer: gzip(zipped.subarray(0, 20)), outcome: protocol(/no gzip: /) },
  { what: "gzip with a wrong checksum", answer: gzip(wrongChecksum()), outcome: protocol(/no gzip: /) },
  { what: "bytes behind the gzip", answer: gzip(Buffer.concat([zipped, Buffer.from("x")])), outcome: protocol() },
  { what: "gzip in gzip", answer: gzip(gzipSync(zipped)), outcome: error(ErrorCode.Decode, 13) },
  {
    what: "a bomb of one byte too many (CVE-2024-37168)",
    answer: gzip(gzipSync(Buffer.alloc(MAX_MESSAGE_BYTES + 1))),
    outcome: overLimit(),
  },
  { what: "a bomb of 64 MiB", answer: gzip(gzipSync(Buffer.alloc(64 * 1024 * 1024))), outcome: overLimit() },
  ...unreadableBodies.map(({ what, bytes }) => ({
    what,
    answer: body(message(bytes)),
    outcome: error(ErrorCode.Decode, 13),
  })),
  {
    what: "a list of more messages than a message may have elements",
    answer: body(message(repeated(delimited(5, ""), MAX_ELEMENTS + 1))),
    outcome: error(ErrorCode.Decode, 13, /elements/),
  },
];

function wrongChecksum(): Buffer {
  const bytes = Buffer.from(zipped);
  bytes.writeUInt32LE(0, bytes.length - 8);
  return bytes;
}

const heads: readonly ResponseRow[] = [
  ...(
    [
      ["400", 13],
      ["401", 16],
      ["403", 7],
      ["404", 12],
      ["429", 14],
      ["502", 14],
      ["504", 14],
      ["418", 2],
      ["999", 2],
    ] as const
  ).map(([status, code]) => ({
    what: `a page with status ${status}`,
    answer: page(status, "text/html"),
    outcome: code === 12 ? error(ErrorCode.UnknownMethod, 12) : remote(code, new RegExp(`HTTP status code ${status}`)),
  })),
  ...["text/html", "application/grpc-web", "application/json", "__proto__"].map((type) => ({
    what: `status 200 and the content type ${type}`,
    answer: page("200", type),
    outcome: remote(2, `HTTP status code 200; transport: received the unexpected content-type "${type}"`),
  })),
  {
    what: "a status of HTTP that is no number",
    answer: (id) => headersFrame(id, fieldBlock([[":status", "abc"]]), "end"),
    outcome: protocol(),
  },
  {
    what: "headers without a status",
    answer: (id) => headersFrame(id, fieldBlock([["content-type", "application/grpc"]]), "end"),
    outcome: protocol(),
  },
  {
    what: "a line break in a header",
    answer: (id) => head(id, ["key", "a\nb"]),
    outcome: protocol(),
  },
  {
    what: "a hundred informational headers before the answer",
    answer: (id) =>
      Buffer.concat([
        repeated(headersFrame(id, fieldBlock([[":status", "103"]]), "open"), 100),
        body(good)(id) ?? Buffer.alloc(0),
      ]),
    outcome: value,
  },
  {
    what: "headers in the middle of its messages",
    answer: (id) => Buffer.concat([head(id), head(id), data(id, good), ended(id)]),
    outcome: protocol(),
  },
  { what: "300 headers", answer: (id) => head(id, ...many(300)), outcome: protocol() },
  {
    what: "100 KB of headers",
    answer: (id) => blockFrames(id, fieldBlock([...HEAD, ["key", "v".repeat(100_000)]]), "open"),
    outcome: protocol(),
  },
  {
    what: "headers with names of objects' own, and bytes that are no base64",
    answer: body(good, ["__proto__", "x"], ["constructor", "x"], ["key-bin", "!"], ["rpc-persist-", "x"]),
    outcome: value,
  },
];

function page(status: string, type: string): RawAnswer {
  return (id) =>
    Buffer.concat([
      headersFrame(
        id,
        fieldBlock([
          [":status", status],
          ["content-type", type],
        ]),
        "open",
      ),
      dataFrame(id, "<html>", "end"),
    ]);
}

const trailersOf = (name: string, text: string): RawAnswer => only(["grpc-status", "5"], [name, text]);

const ends: readonly ResponseRow[] = [
  ...["", "abc", "-1", "+0", "0x0", "1e0", "0.0", "0,0", "NaN", "9999999999"].map((status) => ({
    what: `grpc-status ${JSON.stringify(status)} behind a message`,
    answer: trailers(["grpc-status", status]),
    outcome: remote(13, `malformed grpc-status: "${status}"`),
  })),
  { what: "trailers without a status", answer: trailers(["key", "x"]), outcome: remote(2) },
  { what: "no message and status 0", answer: only(["grpc-status", "0"]), outcome: error(ErrorCode.MissingResult, 13) },
  { what: "status 0 in four digits", answer: trailers(["grpc-status", "0000"]), outcome: value },
  { what: "a status that nobody knows", answer: only(["grpc-status", "999999999"]), outcome: remote(999_999_999) },
  {
    what: "no trailers",
    answer: (id) => Buffer.concat([head(id), dataFrame(id, good, "end")]),
    outcome: protocol("server closed the stream without sending trailers"),
  },
  ...(
    [
      ["%", "%"],
      ["%zz", "%zz"],
      ["100%", "100%"],
      ["%E0%A4", "\ufffd"],
      ["a%0d%0a[kitex] error: b%1b[2J", "a\\u000d\\u000a[kitex] error: b\\u001b[2J"],
      ["%00", "\\u0000"],
      ["%F4%90%80%80", "\ufffd"],
      ["%e2%80%a8", "\\u2028"],
    ] as const
  ).map(([text, shown]) => ({
    what: `grpc-message ${text}`,
    answer: trailersOf("grpc-message", text),
    outcome: remote(5, `with status 5: ${shown}`),
  })),
  {
    what: "a grpc-message of 60,000 characters",
    answer: trailersOf("grpc-message", "x".repeat(60_000)),
    outcome: remote(5, /x… \(60000 characters\)$/),
  },
  ...["!", "A", "AA", "////", "CA0S", "CA0SAXgaHQ"].map((details) => ({
    what: `grpc-status-details-bin ${details}`,
    answer: trailersOf("grpc-status-details-bin", details),
    outcome: remote(13, /malformed grpc-status-details-bin/),
  })),
  {
    what: "details of ten thousand groups in one another",
    answer: trailersOf("grpc-status-details-bin", repeated(Buffer.from("9b06", "hex"), 10_000).toString("base64")),
    outcome: remote(13, /malformed grpc-status-details-bin/),
  },
  ...["abc", "", "1e3", "0x1", "99999999999", "1.5"].map((status) => ({
    what: `the business status ${JSON.stringify(status)}`,
    answer: only(["grpc-status", "13"], ["biz-status", status]),
    outcome: remote(13),
  })),
  ...["{", "[]", '"x"', "1", '{"a":1}', '{"a":{}}'].map((extra) => ({
    what: `the business status's extra ${extra}`,
    answer: only(["grpc-status", "13"], ["biz-status", "404"], ["biz-extra", extra]),
    outcome: protocol(/biz-extra/),
  })),
  {
    what: "a business status whose extra is null, as Go writes a map that is not there",
    answer: only(["grpc-status", "13"], ["biz-status", "404"], ["biz-extra", "null"]),
    outcome: { kind: "biz", status: 404 },
  },
  {
    what: "a business status whose extra has names of objects' own",
    answer: only(["grpc-status", "13"], ["biz-status", "404"], ["biz-extra", '{"__proto__":"x","constructor":"y"}']),
    outcome: { kind: "biz", status: 404 },
  },
  { what: "300 trailers", answer: trailers(...OK, ...many(300)), outcome: protocol() },
  { what: "a status twice", answer: trailers(["grpc-status", "0"], ["grpc-status", "5"]), outcome: value },
];

const streams: readonly ResponseRow[] = [
  ...(
    [
      [0, remote(13)],
      [1, remote(13)],
      [2, remote(13)],
      [3, overLimit()],
      [7, error(ErrorCode.ConnectionClosed, 14)],
      [8, error(ErrorCode.Canceled, 1)],
      [11, overLimit()],
      [12, remote(7)],
      [1_000, error(ErrorCode.ConnectionClosed, 14, "graceful shutdown")],
      [0xffff_ffff, remote(2, "unknown error code 0xffffffff")],
    ] as const
  ).map(([code, outcome]) => ({
    what: `RST_STREAM ${code}`,
    answer: (id: number) => rstStreamFrame(id, code),
    outcome,
  })),
  {
    what: "RST_STREAM behind half a message",
    answer: (id) => Buffer.concat([head(id), data(id, good.subarray(0, 6)), rstStreamFrame(id, 2)]),
    outcome: remote(13),
  },
  { what: "data before headers", answer: (id) => dataFrame(id, good, "open"), outcome: protocol() },
  { what: "the end of the connection", answer: () => undefined, outcome: error(ErrorCode.ConnectionClosed, 14) },
  {
    what: "GOAWAY that leaves the request out, each time",
    answer: () => goAwayFrame(0, 0),
    outcome: error(ErrorCode.ConnectionClosed, 14),
  },
  {
    what: "a GOAWAY whose reason would forge a line",
    answer: () => goAwayFrame(0, 11, "a\r\n[kitex] error: b"),
    outcome: error(ErrorCode.ConnectionClosed, 14),
  },
  {
    what: "a frame on stream 0 that belongs to none",
    answer: () => frame(Type.Data, 0, 0, Buffer.from("x")),
    outcome: error(ErrorCode.ConnectionClosed, 14),
  },
  {
    what: "an answer to a stream that nobody opened",
    answer: (id) => ended(id + 2, [...HEAD, ...OK]),
    outcome: error(ErrorCode.ConnectionClosed, 14),
  },
];

/** Every row. */
export const responseRows: readonly ResponseRow[] = [...messages, ...heads, ...ends, ...streams];

/** An answer with one message of these bytes. */
export function answerWith(bytes: Buffer): RawAnswer {
  return body(message(bytes));
}

/** What the calls between the rows get. */
export const goodAnswer: RawAnswer = body(good);
