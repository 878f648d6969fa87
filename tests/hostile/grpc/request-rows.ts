import type { OutgoingHttpHeaders } from "node:http2";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { unreadableBodies } from "./body-rows.ts";
import { delimited, hex, message, repeated } from "./bytes.ts";

/** What a server says to a request: gRPC's status, or HTTP's where the request was not gRPC. */
export type RequestOutcome =
  | { readonly kind: "status"; readonly code: number; readonly text?: string | RegExp }
  | { readonly kind: "http"; readonly code: number };

/** A request of somebody who means no good, or knows no better. */
export interface RequestRow {
  readonly what: string;
  readonly headers?: OutgoingHttpHeaders;
  /** The body, a frame each. */
  readonly pieces: readonly Buffer[];
  readonly outcome: RequestOutcome;
}

/** Bytes that a message may have on the server of these rows. */
export const MAX_MESSAGE_BYTES = 65_536;
/** Elements that a message may have there. */
export const MAX_ELEMENTS = 1_000;

const status = (code: number, text?: string | RegExp): RequestOutcome =>
  text === undefined ? { kind: "status", code } : { kind: "status", code, text };
const ok = status(0);
const exhausted = (text?: string | RegExp): RequestOutcome => status(8, text);
const unimplemented = (text?: string | RegExp): RequestOutcome => status(12, text);
const internal = (text?: string | RegExp): RequestOutcome => status(13, text);

const hi = delimited(1, "hi");
const good = message(hi);
const gzip: OutgoingHttpHeaders = { "grpc-encoding": "gzip" };
const compressed = (bytes: Buffer): readonly Buffer[] => [message(bytes, 1)];
const zipped = gzipSync(delimited(1, "h".repeat(1_000)));
const damaged = (at: number): Buffer => {
  const bytes = Buffer.from(zipped);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  return bytes;
};

/** A message's prefix, and how much of the message there is. */
const lengths: readonly RequestRow[] = [
  ...[MAX_MESSAGE_BYTES + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map((length) => ({
    what: `a message of ${length} bytes of which two are there`,
    pieces: [message("hi", 0, length)],
    outcome: exhausted(`a message of ${length} bytes came, the limit is ${MAX_MESSAGE_BYTES}`),
  })),
  { what: "a page of HTTP/1.1", pieces: [Buffer.from("HTTP/1.1 404 Not Found\r\n\r\n")], outcome: exhausted() },
  ...[1, 4, 5, 6].map((bytes) => ({
    what: `${bytes} bytes of a message`,
    pieces: [good.subarray(0, bytes)],
    outcome: internal(`the stream ended ${bytes} bytes into a message`),
  })),
  {
    what: "a message that is one byte short",
    pieces: [message(hi, 0, hi.length + 1)],
    outcome: internal(`the stream ended ${good.length} bytes into a message`),
  },
  { what: "a message of which each byte is a frame", pieces: Array.from(good, (byte) => Buffer.of(byte)), outcome: ok },
  { what: "an empty message", pieces: [message("")], outcome: ok },
  { what: "flag 255, which is not compressed, as in Kitex", pieces: [message(hi, 255)], outcome: ok },
];

/** What comes compressed, or says so. */
const compression: readonly RequestRow[] = [
  { what: "flag 1 without an encoding", pieces: compressed(zipped), outcome: internal(/no grpc-encoding is named/) },
  {
    what: "flag 1 with the encoding identity",
    headers: { "grpc-encoding": "identity" },
    pieces: compressed(zipped),
    outcome: internal(/grpc-encoding is "identity"/),
  },
  ...["br", "deflate", "GZIP", "gzip, gzip", "__proto__", "constructor", "toString"].map((encoding) => ({
    what: `the encoding ${encoding}`,
    headers: { "grpc-encoding": encoding },
    pieces: [good],
    outcome: unimplemented(`grpc-encoding "${encoding}" is not supported`),
  })),
  { what: "no gzip", headers: gzip, pieces: compressed(Buffer.from("hello")), outcome: internal(/^no gzip: /) },
  { what: "nothing that is compressed", headers: gzip, pieces: compressed(Buffer.alloc(0)), outcome: internal(/gzip/) },
  {
    what: "zlib in place of gzip",
    headers: gzip,
    pieces: compressed(deflateSync(hi)),
    outcome: internal(/^no gzip: /),
  },
  {
    what: "deflate in place of gzip",
    headers: gzip,
    pieces: compressed(deflateRawSync(hi)),
    outcome: internal(/^no gzip: /),
  },
  ...[0, 2, 12, zipped.length - 8, zipped.length - 1].map((at) => ({
    what: `gzip whose byte ${at} is damaged (CVE-2026-48069)`,
    headers: gzip,
    pieces: compressed(damaged(at)),
    outcome: internal(/gzip/),
  })),
  ...[1, 10, 20, zipped.length - 1].map((bytes) => ({
    what: `gzip of which ${bytes} bytes are there`,
    headers: gzip,
    pieces: compressed(zipped.subarray(0, bytes)),
    outcome: internal(/^no gzip: /),
  })),
  {
    what: "bytes behind the gzip",
    headers: gzip,
    pieces: compressed(Buffer.concat([zipped, Buffer.from("more")])),
    outcome: internal(),
  },
  { what: "gzip in gzip", headers: gzip, pieces: compressed(gzipSync(zipped)), outcome: internal() },
  {
    what: "a bomb that becomes one byte more than the limit (CVE-2024-37168)",
    headers: gzip,
    pieces: compressed(gzipSync(Buffer.alloc(MAX_MESSAGE_BYTES + 1))),
    outcome: exhausted(new RegExp(`compressed bytes become more than ${MAX_MESSAGE_BYTES}$`)),
  },
  {
    what: "a bomb of 64 MiB",
    headers: gzip,
    pieces: compressed(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
    outcome: exhausted(),
  },
  {
    what: "a bomb of many members",
    headers: gzip,
    pieces: compressed(repeated(gzipSync(Buffer.alloc(1_000)), 1_000)),
    outcome: exhausted(),
  },
];

/** What Protobuf cannot be, plain and compressed. */
const bodies: readonly RequestRow[] = [
  ...unreadableBodies.map(({ what, bytes }) => ({ what, pieces: [message(bytes)], outcome: internal() })),
  ...unreadableBodies.slice(0, 1).map(({ what, bytes }) => ({
    what: `${what}, compressed`,
    headers: gzip,
    pieces: compressed(gzipSync(bytes)),
    outcome: internal(),
  })),
  {
    what: "a map of more entries than a message may have elements",
    pieces: [message(delimited(3, Buffer.concat(Array.from({ length: MAX_ELEMENTS + 1 }, (_, i) => entry(i)))))],
    outcome: internal(/elements/),
  },
  {
    what: "a list of more texts than a message may have elements",
    pieces: [message(delimited(3, delimited(9, delimited(1, repeated(hex("1a00"), MAX_ELEMENTS + 1)))))],
    outcome: internal(/elements/),
  },
  {
    what: "a map whose entry is no message",
    pieces: [message(delimited(3, delimited(1, hex("ff"))))],
    outcome: internal(),
  },
];

function entry(number: number): Buffer {
  return delimited(1, Buffer.concat([delimited(1, `k${number}`), delimited(2, "v")]));
}

/** `grpc-timeout`. */
const times: readonly RequestRow[] = [
  ...["", "1", "m", "-1m", "+1m", "1.5S", "1e3m", "0x1m", "1 m", "1mm", "1s", "1D", "123456789m", "٣m", "NaNm"].map(
    (text) => ({
      what: `the timeout ${JSON.stringify(text)}`,
      headers: { "grpc-timeout": Buffer.from(text).toString("latin1") },
      pieces: [good],
      outcome: internal(/^malformed grpc-timeout: /),
    }),
  ),
  { what: "eight digits of hours", headers: { "grpc-timeout": "99999999H" }, pieces: [good], outcome: ok },
];

/** `content-type`. */
const types: readonly RequestRow[] = [
  ...[
    "",
    "application/json",
    "application/grpc-web",
    "application/grpc-web+proto",
    "application/grpcweb",
    "application/grp",
    "text/application/grpc",
    "multipart/form-data",
    "__proto__",
  ].map((type) => ({
    what: `the content type ${JSON.stringify(type)}`,
    headers: { "content-type": type },
    pieces: [good],
    outcome: { kind: "http", code: 415 } as const,
  })),
  {
    what: "no content type",
    headers: { "content-type": undefined },
    pieces: [good],
    outcome: { kind: "http", code: 415 },
  },
  ...["application/grpc+json", "application/grpc+__proto__", "application/grpc+", "application/grpc;x"].map((type) => ({
    what: `the content type ${type}, which is Protobuf to Kitex`,
    headers: { "content-type": type },
    pieces: [good],
    outcome: ok,
  })),
  {
    what: "Thrift for a service in Protobuf, beside one in Thrift",
    headers: { "content-type": "application/grpc+thrift" },
    pieces: [good],
    outcome: status(9, "decode failed, codec msg type not match with thriftCodec"),
  },
  {
    what: "Protobuf for a service in Thrift, beside one in Protobuf",
    headers: { ":path": "/streams.EchoStream/bidi" },
    pieces: [good],
    outcome: internal("grpc invalid payload"),
  },
  ...["PUT", "PATCH", "OPTIONS", "GETS"].map((method) => ({
    what: `the method ${method}`,
    headers: { ":method": method },
    pieces: [good],
    outcome: { kind: "http", code: 405 } as const,
  })),
];

/** `:path`, which names service and method. */
const paths: readonly RequestRow[] = [
  ...[
    "/interop.Echo/",
    "/interop.Echo/nope",
    "/interop.Echo/toString",
    "/interop.Echo/__proto__",
    "/interop.Echo/unary",
  ].map((path) => ({ what: `the path ${path}`, headers: { ":path": path }, pieces: [good], outcome: unimplemented() })),
  ...[
    "/constructor/Unary",
    "/__proto__/Unary",
    "/interop.Echo/../Unary",
    "//Unary",
    "/interop.Echo//Unary",
    "/interop%2EEcho/Unary",
  ].map((path) => ({
    what: `the path ${path}`,
    headers: { ":path": path },
    pieces: [good],
    outcome: unimplemented(/^unknown service /),
  })),
  ...["/", "/Unary", "/interop.Echo.Unary"].map((path) => ({
    what: `the path ${path}`,
    headers: { ":path": path },
    pieces: [good],
    outcome: internal(/^malformed method name, method=/),
  })),
  {
    what: "a method of 50,000 characters",
    headers: { ":path": `/interop.Echo/${"x".repeat(50_000)}` },
    pieces: [good],
    outcome: unimplemented(/^unknown method x+… \(50000 characters\)$/),
  },
];

const many = (count: number, value: (i: number) => string): OutgoingHttpHeaders =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, value(i)]));

/** Metadata. */
const metadata: readonly RequestRow[] = [
  {
    what: "metadata with names of objects' own",
    headers: Object.fromEntries(["__proto__", "constructor", "hasownproperty", "tostring"].map((name) => [name, "x"])),
    pieces: [good],
    outcome: ok,
  },
  ...["!", "=", "A", "AA=A", "====", "QQ==QQ==", "\u00ff", "A".repeat(9_999)].map((value) => ({
    what: `bytes in base64 that is none: ${JSON.stringify(value.slice(0, 10))}`,
    headers: { "key-bin": value },
    pieces: [good],
    outcome: ok,
  })),
  {
    what: "ten thousand values in one field of bytes",
    headers: { "key-bin": Array.from({ length: 10_000 }, () => "AA").join(",") },
    pieces: [good],
    outcome: ok,
  },
  { what: "two hundred keys", headers: many(200, () => "x"), pieces: [good], outcome: ok },
  {
    what: "metainfo whose names are odd",
    headers: {
      "rpc-persist-": "x",
      "rpc-transit-__proto__": "x",
      "rpc-persist-constructor": "x",
      "rpc-transit-%00": "x",
    },
    pieces: [good],
    outcome: ok,
  },
  {
    what: "fields that only answers have",
    headers: {
      "grpc-status": "0",
      "grpc-message": "%",
      "biz-status": "1",
      "biz-extra": "{",
      "grpc-status-details-bin": "!",
    },
    pieces: [good],
    outcome: ok,
  },
];

/** Every row. */
export const requestRows: readonly RequestRow[] = [
  ...lengths,
  ...compression,
  ...bodies,
  ...times,
  ...types,
  ...paths,
  ...metadata,
];
