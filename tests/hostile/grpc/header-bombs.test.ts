// Requests whose headers are more than anybody needs, frame by frame: each costs its stream or its connection, and no other.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OurServer, startOurServer } from "../../grpc/our-server.ts";
import { type Field, fieldBlock, indexedLiteral } from "../../http2/raw/field-block.ts";
import { dataFrame, headersFrame, Type } from "../../http2/raw/frames.ts";
import { RawClient } from "../../http2/raw/raw-client.ts";
import { type LeakWatch, watchForLeaks } from "../../support/leaks.ts";
import { blockFrames } from "./block-frames.ts";
import { delimited, message } from "./bytes.ts";

const request: readonly Field[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/interop.Echo/Unary"],
  [":authority", "localhost"],
  ["content-type", "application/grpc"],
];
const body = message(delimited(1, "hi"));
const fields = (count: number, value = "x"): readonly Field[] =>
  Array.from({ length: count }, (_, i) => [`key-${i}`, value] as const);

/** One field in the table, and references to it: a byte each. */
const references = (count: number): Buffer =>
  Buffer.concat([fieldBlock(request), indexedLiteral(["key", "v".repeat(3_000)]), Buffer.alloc(count, 0x80 | 62)]);

let leaks: LeakWatch;
let server: OurServer;
let neighbour: RawClient;

const connect = (): Promise<RawClient> =>
  RawClient.connect({ port: Number(server.address.split(":")[1]), get: request, post: request });

beforeAll(async () => {
  leaks = watchForLeaks();
  server = await startOurServer({}, { clock: leaks.clock });
  neighbour = await connect();
  await neighbour.begin();
});

afterAll(async () => {
  neighbour[Symbol.dispose]();
  await server.close();
  await leaks.settled();
});

async function expectAnswer(client: RawClient, streamId: number): Promise<void> {
  client.send(client.post(streamId), dataFrame(streamId, body, "end"));
  const { payload } = await client.onStream(streamId, Type.Data);
  expect(payload.includes("hi")).toBe(true);
}

describe("a request's headers", () => {
  test.each<[string, Buffer]>([
    ["of ten thousand fields", fieldBlock([...request, ...fields(10_000)])],
    ["of 64 KiB in one value", fieldBlock([...request, ["key", "v".repeat(65_536)]])],
    ["of 64 KiB in one name", fieldBlock([...request, ["k".repeat(65_536), "v"]])],
    ["of a path of 64 KiB", fieldBlock([[":path", `/interop.Echo/${"x".repeat(65_536)}`]])],
    ["of a byte each that means 3,000", references(5_000)],
    ["of 257 fields", fieldBlock([...request, ...fields(252)])],
  ])("%s end its stream, and not the next on the connection", async (_what, block) => {
    using client = await connect();
    await client.begin();
    client.send(blockFrames(1, block, "open"), dataFrame(1, body, "end"));
    await expectAnswer(client, 3);
    expect(client.count(1, Type.Data)).toBe(0);
    await expectAnswer(neighbour, nextStream());
  });

  test.each<[string, Field]>([
    ["a line break in a value", ["key", "a\r\nb"]],
    ["a NUL in a value", ["key", "a\0b"]],
    ["a line break in a name", ["k\r\ney", "v"]],
    ["an upper-case name", ["Key", "v"]],
    ["a name with a blank", ["k ey", "v"]],
    ["no name", ["", "v"]],
    ["a blank before a line break", ["key", " \r\nv"]],
    ["a connection's field between blanks", ["connection", " close "]],
    ["a line break in the timeout", ["grpc-timeout", "1\nS"]],
    ["a second path", [":path", "/"]],
    ["a status", [":status", "200"]],
    ["te with another value than trailers", ["te", "gzip"]],
    ["a connection's field", ["connection", "close"]],
  ])("%s end its stream with PROTOCOL_ERROR", async (_what, field) => {
    using client = await connect();
    await client.begin();
    client.send(headersFrame(1, fieldBlock([...request, field]), "open"), dataFrame(1, body, "end"));
    await client.streamError(1, "PROTOCOL_ERROR");
    await expectAnswer(client, 3);
    await expectAnswer(neighbour, nextStream());
  });

  test("of 250 fields are within the limit, and so is a value of 60,000 bytes", async () => {
    using client = await connect();
    await client.begin();
    client.send(blockFrames(1, fieldBlock([...request, ...fields(250)]), "open"), dataFrame(1, body, "end"));
    await client.onStream(1, Type.Data);
    client.send(
      blockFrames(3, fieldBlock([...request, ["key", "v".repeat(60_000)]]), "open"),
      dataFrame(3, body, "end"),
    );
    await client.onStream(3, Type.Data);
  });

  // RFC 9110 section 5.5, where RFC 9113 section 8.2.1 would have the stream end: Kitex writes blanks.
  test.each<[string, Field]>([
    ["a blank before a value", ["key", " v"]],
    ["60,000 blanks and nothing else", ["key", " ".repeat(60_000)]],
    ["blanks and tabs by the thousand around a value", ["key", `${"\t ".repeat(9_000)}a${" \t".repeat(9_000)}`]],
  ])("may have %s", async (_what, field) => {
    using client = await connect();
    await client.begin();
    client.send(blockFrames(1, fieldBlock([...request, field]), "open"), dataFrame(1, body, "end"));
    await client.onStream(1, Type.Data);
    await expectAnswer(neighbour, nextStream());
  });

  test("come again behind the body, as trailers that mean nothing", async () => {
    using client = await connect();
    await client.begin();
    const trailers = fieldBlock([["grpc-status", "1"], ...fields(100)]);
    client.send(client.post(1), dataFrame(1, body, "open"), headersFrame(1, trailers, "end"));
    const { payload } = await client.onStream(1, Type.Data);
    expect(payload.includes("hi")).toBe(true);
  });
});

let streams = -1;
function nextStream(): number {
  streams += 2;
  return streams;
}
