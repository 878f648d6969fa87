// One port takes every protocol, from clients that call it at once, each on connections of its own.

import {
  buffered,
  type Client,
  type ClientOptions,
  createClient,
  framed,
  type ServiceInfo,
  silentLogger,
  ttheader,
} from "@kitex-ts/core";
import { grpc } from "@kitex-ts/core/grpc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { message } from "../hostile/grpc/bytes.ts";
import { ForeignClient } from "../hostile/grpc/foreign-client.ts";
import { type LeakWatch, watchForLeaks } from "../support/leaks.ts";
import { rawClient } from "../support/raw-client.ts";
import { until } from "../support/until.ts";
import { MessageType, message as thriftMessage } from "../support/wire.ts";
import { Echo } from "./kitex-gen/interop/echo/service.ts";
import { EchoStream } from "./kitex-gen/streams/stream/service.ts";
import { type OurServer, startOurServer } from "./our-server.ts";

interface Unary {
  unary(request: { message: string }): Promise<{ message: string }>;
}

let leaks: LeakWatch;
let server: OurServer;

beforeAll(async () => {
  leaks = watchForLeaks();
  server = await startOurServer({}, { clock: leaks.clock });
});

afterAll(async () => {
  await server.close();
  await leaks.settled();
});

function clientOf<C extends object>(
  service: ServiceInfo<C, never>,
  transport: NonNullable<ClientOptions["transport"]>,
  options: Partial<ClientOptions> = {},
): Client<C> {
  return createClient(service, {
    destination: "echo",
    hostPorts: [server.address],
    transport,
    logger: silentLogger,
    clock: leaks.clock,
    ...options,
  });
}

const protocols: readonly (readonly [string, () => Client<Unary>])[] = [
  ["Thrift, buffered", () => clientOf(EchoStream, buffered())],
  ["Thrift, framed", () => clientOf(EchoStream, framed())],
  ["Thrift over TTHeader", () => clientOf(EchoStream, ttheader({ framed: false }))],
  ["Thrift over TTHeader, framed, shared by agreement", () => clientOf(EchoStream, ttheader())],
  ["Thrift over TTHeader, framed, multiplexed", () => clientOf(EchoStream, ttheader(), { connection: "mux" })],
  ["Kitex Protobuf, framed", () => clientOf(Echo, framed())],
  ["Kitex Protobuf over TTHeader, framed, pooled", () => clientOf(Echo, ttheader(), { connection: "long" })],
  ["Kitex Protobuf over TTHeader, framed, multiplexed", () => clientOf(Echo, ttheader(), { connection: "mux" })],
  ["gRPC with Protobuf", () => clientOf(Echo, grpc())],
  ["gRPC with Thrift", () => clientOf(EchoStream, grpc())],
];

test("every protocol, a hundred calls each, all at once", async () => {
  const clients = protocols.map(([, make]) => make());
  const texts = Array.from({ length: 100 }, (_, i) => `call ${i}`);
  const answers = await Promise.all(
    clients.map(async (client) => {
      const answered = await Promise.all(texts.map((text) => client.unary({ message: text })));
      return answered.map(({ message }) => message);
    }),
  );
  expect(answers).toEqual(clients.map(() => texts));
  for (const client of clients) await client.close();
});

test("streams of both IDLs, beside calls of the same clients over other protocols", async () => {
  await using protobuf = clientOf(Echo, ttheader());
  await using thrift = clientOf(EchoStream, ttheader());
  for (const client of [protobuf, thrift]) {
    const echoed: string[] = [];
    for await (const { message } of client.bidi([{ message: "a" }, { message: "b" }])) echoed.push(message);
    expect(echoed).toEqual(["a", "b"]);
    expect(await client.unary({ message: "c" })).toMatchObject({ message: "c" });
  }
});

describe("a message of the other codec is refused as Kitex does", () => {
  const connectionOf = async (): ReturnType<typeof rawClient> => rawClient(Number(server.address.split(":")[1]));
  /** A framed Protobuf message of Kitex's for a method. */
  const protobufCall = (method: string): Buffer => {
    const name = Buffer.from(method);
    const bytes = Buffer.alloc(16 + name.length);
    bytes.writeUInt32BE(12 + name.length, 0);
    bytes.writeUInt32BE(0x9001_0001, 4);
    bytes.writeUInt32BE(name.length, 8);
    name.copy(bytes, 12);
    bytes.writeUInt32BE(1, 12 + name.length);
    return bytes;
  };

  test.each<[string, Buffer, string]>([
    ["Protobuf for a method in Thrift", protobufCall("plain"), "codec msg type not match with protobufCodec"],
    [
      "Thrift for a method in Protobuf",
      thriftMessage({ type: MessageType.call, method: "Unary", body: Buffer.of(0) }),
      "codec msg type not match with thriftCodec",
    ],
  ])("%s", async (_what, bytes, text) => {
    using peer = await connectionOf();
    peer.send(bytes);
    await until(
      () => peer.received.length > 0,
      () => "no answer came",
    );
    expect(peer.received.toString("latin1")).toContain(text);
  });

  test("and over gRPC", async () => {
    await using foreign = new ForeignClient(Number(server.address.split(":")[1]));
    const headers = { ":path": "/interop.Echo/Unary", "content-type": "application/grpc+thrift" };
    const { status, text } = await foreign.ask(headers, [message("")]);
    expect([status, text]).toEqual([9, "decode failed, codec msg type not match with thriftCodec"]);
  });
});

test("a protocol that nobody speaks is closed, and no other feels it", async () => {
  await using client = clientOf(Echo, grpc());
  using peer = await rawClient(Number(server.address.split(":")[1]));
  peer.send(Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
  await peer.ended();
  expect(await client.unary({ message: "unhurt" })).toMatchObject({ message: "unhurt" });
});
