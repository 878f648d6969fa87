import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { dial, type Listener, listen } from "@kitex-ts/netpoll";
import { afterEach, expect, test } from "vitest";
import { clientSession, type Http2Session, serverSession } from "./session.ts";
import { echo } from "./testdata/echo.ts";
import { exchange } from "./testdata/exchange.ts";

const megabytes = Buffer.alloc(10_000_000, "0123456789abcdefghijk");

/** What is to be undone behind a test, last first. */
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A client of Node's on our server. */
async function nodeClient(): Promise<{ client: ClientHttp2Session; sessions: readonly Http2Session[] }> {
  const sessions: Http2Session[] = [];
  const listener: Listener = await listen({ host: "127.0.0.1" }, (connection) => {
    const session = serverSession(connection, echo());
    sessions.push(session);
    connection.receive(session.frameLength, session);
  });
  undo.push(() => listener.close());
  const { address } = listener;
  if (address.kind !== "tcp") throw new Error("it listens elsewhere");
  const client = connect(`http://127.0.0.1:${address.port}`, { maxSessionMemory: 100 });
  undo.push(() => client.destroy());
  await once(client, "remoteSettings");
  return { client, sessions };
}

/** Asks with Node's client, and gives what comes back. */
async function ask(client: ClientHttp2Session, body: Buffer): Promise<Buffer> {
  const stream = client.request({ ":method": "POST", ":path": "/" });
  stream.end(body);
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Our client on a server of Node's that sends everything back. */
async function ourClient(): Promise<{ client: Http2Session; server: Http2Server }> {
  const server = createServer({ settings: { maxConcurrentStreams: 2000 } });
  server.on("stream", (stream) => {
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-end": "1" }));
    stream.on("error", () => {});
    stream.pipe(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const connection = await dial({ kind: "tcp", host: "127.0.0.1", port });
  const room = Promise.withResolvers<void>();
  const client = clientSession(connection, { onClose: () => {}, onRoom: () => room.resolve() });
  connection.receive(client.frameLength, client);
  undo.push(() => client.close());
  await room.promise;
  return { client, server };
}

test("10 MB go to our server and come back when node:http2 asks", async () => {
  const { client } = await nodeClient();
  expect((await ask(client, megabytes)).equals(megabytes)).toBe(true);
});

test("10 MB go to node:http2 and come back when our client asks", async () => {
  const { client } = await ourClient();
  const { body, trailers } = await exchange(client, megabytes);
  expect(body.equals(megabytes)).toBe(true);
  expect(trailers).toMatchObject([{ name: "x-end", value: "1" }]);
});

test("a thousand streams of node:http2 are answered at once", async () => {
  const { client, sessions } = await nodeClient();
  const bodies = Array.from({ length: 1000 }, (_, i) => Buffer.alloc(100 + i, `${i} `));
  const answers = await Promise.all(bodies.map((body) => ask(client, body)));
  expect(answers.every((answer, i) => answer.equals(bodies[i] as Buffer))).toBe(true);
  await expect.poll(() => sessions[0]?.activeStreams).toBe(0);
});

test("a thousand streams of ours are answered by node:http2 at once", async () => {
  const { client } = await ourClient();
  const bodies = Array.from({ length: 1000 }, (_, i) => Buffer.alloc(100 + i, `${i} `));
  const answers = await Promise.all(bodies.map((body) => exchange(client, body)));
  expect(answers.every(({ body }, i) => body.equals(bodies[i] as Buffer))).toBe(true);
  expect(client.activeStreams).toBe(0);
});

test("ten uploads and downloads of a megabyte share a connection with small requests that do not wait for them", async () => {
  const { client } = await ourClient();
  const large = Array.from({ length: 10 }, (_, i) => exchange(client, Buffer.alloc(1_000_000, i)));
  const order: string[] = [];
  const watched = large.map((answer, i) => answer.then(() => order.push(`large ${i}`)));
  for (let i = 0; i < 10; i++) {
    await exchange(client, Buffer.from("small"));
    order.push("small");
  }
  await Promise.all(watched);
  expect(order.indexOf("small")).toBeLessThan(order.length - 11);
});

test("our server drains, and node:http2 finishes what it has begun", async () => {
  const { client, sessions } = await nodeClient();
  const stream = client.request({ ":method": "POST", ":path": "/" });
  await once(stream, "response");
  sessions[0]?.drain();
  await once(client, "goaway");
  stream.end("the rest");
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  expect(Buffer.concat(parts).toString()).toBe("the rest");
  if (!client.destroyed) await once(client, "close");
});

test("node:http2 drains, and our client finishes what it has begun and opens no more", async () => {
  const draining = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end("done"));
  });
  server.on("session", (session) => session.once("stream", () => session.close()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const connection = await dial({ kind: "tcp", host: "127.0.0.1", port });
  const closed = Promise.withResolvers<void>();
  const events = { onDraining: () => draining.resolve(), onClose: () => closed.resolve() };
  const client = clientSession(connection, events);
  connection.receive(client.frameLength, client);
  const answer = exchange(client, Buffer.from("x"));
  await draining.promise;
  expect(client.canOpen).toBe(false);
  expect((await answer).body.toString()).toBe("done");
  await closed.promise;
});

test("a stream that node:http2 cancels ends here, and the connection goes on", async () => {
  const { client, sessions } = await nodeClient();
  const stream = client.request({ ":method": "POST", ":path": "/" });
  await once(stream, "response");
  stream.close(8);
  await expect.poll(() => sessions[0]?.activeStreams).toBe(0);
  expect((await ask(client, Buffer.from("again"))).toString()).toBe("again");
});

test("node:http2's PINGs are answered, and it answers ours", async () => {
  const { client } = await nodeClient();
  const answered = Promise.withResolvers<Buffer>();
  client.ping(Buffer.from("12345678"), (_error, _duration, payload) => answered.resolve(payload));
  expect((await answered.promise).toString()).toBe("12345678");
  const ours = await ourClient();
  await new Promise<void>((resolve) => ours.client.ping(resolve));
});
