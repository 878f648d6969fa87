import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createClient, ErrorCode, framed } from "@kitex-ts/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MessageStream } from "../support/incoming.ts";
import { describePeer } from "../support/peers.ts";
import { type CompiledCross, compileCross } from "./compiled-cross.ts";
import { Cross, Second } from "./kitex-gen/cross/service.ts";
import { npmOptions, npmPeer, npmThrift } from "./npm-peer.ts";
import { ourPeer } from "./our-peer.ts";
import type { DialedPeer, Peer, ServedPeer, Way } from "./peer.ts";

const plain: Way = { framed: true, multiplexed: false };
const multiplexed: Way = { framed: true, multiplexed: true };
const numbers = Array.from({ length: 100 }, (_, index) => index);

describePeer("thrift", "a connection with npm thrift on one side", ({ program }) => {
  let compiled: CompiledCross;
  let npm: Peer;
  beforeAll(() => {
    compiled = compileCross(program, "js:node,es6");
    npm = npmPeer(compiled);
  });
  afterAll(() => compiled[Symbol.dispose]());

  test.each([true, false])("carries a hundred calls of npm's client at once, framed: %s", async (isFramed) => {
    const way: Way = { framed: isFramed, multiplexed: false };
    await using server = owned(await ourPeer.serve(way));
    await using client = owned(await npm.dial("Cross", way, server.port));
    const replies = await Promise.all(numbers.map((n) => client.call("testI32", [n])));
    expect(replies).toEqual(numbers.map((value) => ({ kind: "value", value })));
    expect((await server.seen(numbers.length)).map(({ args }) => args[0])).toEqual(numbers);
  });

  test("is shared by npm's clients of two services", async () => {
    await using server = owned(await ourPeer.serve(multiplexed));
    const connection = npmThrift.createConnection("127.0.0.1", server.port, npmOptions(multiplexed));
    const multiplexer = new npmThrift.Multiplexer();
    const clients = (["Cross", "Second"] as const).map((service) =>
      multiplexer.createClient(service, compiled.services[service], connection),
    );
    const replies = await Promise.all(
      numbers.map((n) => Reflect.get(clients[n % 2] ?? {}, "testString").call(clients[n % 2], `${n}`)),
    );
    expect(replies).toEqual(numbers.map((n) => (n % 2 === 0 ? `${n}` : `second ${n}`)));
    connection.end();
    await once(connection, "close");
  });

  test.each([plain, multiplexed])("carries calls of ours that are counted from 1, %o", async (way) => {
    await using server = owned(await npm.serve(way));
    await using relay = await listenBetween(server.port);
    await using client = owned(await ourPeer.dial("Cross", way, relay.port));
    for (const n of [10, 20, 30]) await client.call("testI32", [n]);
    const name = way.multiplexed ? "Cross:testI32" : "testI32";
    expect(relay.requests).toEqual([1, 2, 3].map((seqId) => ({ method: name, seqId })));
    // Under either name of the request, npm's processors answer with the method's own.
    expect(relay.replies).toEqual([1, 2, 3].map((seqId) => ({ method: "testI32", seqId })));
    expect(relay.connections).toBe(1);
  });

  test("is one of several where our client calls at once: without a header there is nothing to share", async () => {
    await using server = owned(await npm.serve(plain));
    await using relay = await listenBetween(server.port);
    await using client = owned(await ourPeer.dial("Cross", plain, relay.port));
    const replies = await Promise.all(numbers.map((n) => client.call("testI32", [n])));
    expect(replies).toEqual(numbers.map((value) => ({ kind: "value", value })));
    expect(relay.connections).toBe(numbers.length);
  });

  test("brings our handlers zeros for what npm's client leaves out, and nothing for what is optional", async () => {
    await using server = owned(await ourPeer.serve(plain));
    const connection = npmThrift.createConnection("127.0.0.1", server.port, npmOptions(plain));
    const client = npmThrift.createClient(compiled.services.Cross, connection);
    const { Plain, Crazy } = compiled.types;
    if (Plain === undefined || Crazy === undefined) throw new Error("the compiler left a class out");
    await Reflect.get(client, "testStruct").call(client, new Plain({ text: "x" }));
    await Reflect.get(client, "testCrazy").call(client, new Crazy({ deep: [] }));
    expect((await server.seen(2)).map(({ args }) => args[0])).toEqual([
      { text: "x", tiny: 0, medium: 0, large: "0" },
      { text: "", deep: [], bytes: "", pieces: [] },
    ]);
    connection.end();
    await once(connection, "close");
  });

  test("tells npm's client of a service that our server lacks, and goes on", async () => {
    await using server = owned(await ourPeer.serve(plain));
    const connection = npmThrift.createConnection("127.0.0.1", server.port, npmOptions(plain));
    const multiplexer = new npmThrift.Multiplexer();
    const second = multiplexer.createClient("Second", compiled.services.Second, connection);
    const cross = multiplexer.createClient("Cross", compiled.services.Cross, connection);
    await expect(Reflect.get(second, "secondString").call(second, "x")).rejects.toMatchObject({
      name: "TApplicationException",
      type: 20,
      message: "unknown service Second, method secondString",
    });
    expect(await Reflect.get(cross, "testI32").call(cross, 5)).toBe(5);
    connection.end();
    await once(connection, "close");
  });

  test("tells either client of a method that the named service lacks", async () => {
    await using ours = owned(await ourPeer.serve(multiplexed));
    await using npms = owned(await npm.serve(multiplexed));
    const connection = npmThrift.createConnection("127.0.0.1", ours.port, npmOptions(multiplexed));
    const misled = new npmThrift.Multiplexer().createClient("Cross", compiled.services.Second, connection);
    await expect(Reflect.get(misled, "secondString").call(misled, "x")).rejects.toMatchObject({
      type: 1,
      message: "unknown method secondString (service Cross)",
    });
    connection.end();
    await once(connection, "close");
    await using client = createClient(Second, {
      destination: "cross",
      hostPorts: [`127.0.0.1:${npms.port}`],
      transport: framed({ multiplexed: "Cross" }),
    });
    // npm thrift leaves the type out, so nobody can tell that it means an unknown method.
    await expect(client.secondString("x")).rejects.toMatchObject({ code: ErrorCode.Remote, typeId: 0 });
  });

  test.each([false, "Nowhere"])("is closed by npm's server when it has no such service: %s", async (name) => {
    await using server = owned(await npm.serve(multiplexed));
    await using client = createClient(Cross, {
      destination: "cross",
      hostPorts: [`127.0.0.1:${server.port}`],
      transport: framed({ multiplexed: name }),
    });
    await expect(client.testI32(1)).rejects.toMatchObject({ code: ErrorCode.ConnectionClosed });
  });
});

type Owned<T> = T & AsyncDisposable;

/** The same, which ends with its test. */
function owned<T extends ServedPeer | DialedPeer>(peer: T): Owned<T> {
  const end = (): Promise<void> => ("stop" in peer ? peer.stop() : peer.hangUp());
  return Object.assign(peer, { [Symbol.asyncDispose]: end });
}

interface Passed {
  readonly method: string;
  readonly seqId: number;
}

interface Relay extends AsyncDisposable {
  readonly port: number;
  /** The messages that went by. */
  readonly requests: readonly Passed[];
  readonly replies: readonly Passed[];
  readonly connections: number;
}

/** Stands between a client and the server at `port`, and notes what is said. */
async function listenBetween(port: number): Promise<Relay> {
  const requests: Passed[] = [];
  const replies: Passed[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const pass = (from: Socket, to: Socket, into: Passed[]): void => {
    const stream = new MessageStream();
    sockets.add(from);
    from.on("data", (chunk) => {
      into.push(...stream.push(chunk).map(({ method, seqId }) => ({ method, seqId })));
      to.write(chunk);
    });
    from.on("close", () => to.destroy()).on("error", () => {});
  };
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(port, "127.0.0.1");
    pass(client, upstream, requests);
    pass(upstream, client, replies);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on a port");
  return {
    port: address.port,
    requests,
    replies,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
