import assert from "node:assert/strict";
import { createServer } from "node:net";
import { makeAuthority, makeCertificate } from "../../../support/certificates.ts";
import type { ServedPeer } from "../../peers/peer.ts";
import { SIGN_OF_LIFE_MS } from "../sign-of-life.ts";
import { type Ends, methodOn, type Row } from "../way.ts";
import { call } from "./call.ts";

/** Rows about connections: how they begin, are kept alive, and end. */
export const connectionRows: readonly Row[] = [
  {
    name: "a server that stops: calls in flight end well, new ones wait for its successor on the same port",
    run: async (ends) => {
      const first = await ends.serve({});
      const client = await ends.dial({ address: first.address });
      const held = client.call(methodOn(ends.way, "Bidi"), [{ message: "held" }], { key: "held", keepOpen: true });
      await client.answered("held");
      const stopped = first.stop();
      const second = await successorOf(first.address, ends);
      await callUntilSeen({ way: ends.way, client }, second);
      await client.finish("held");
      const { kind, count } = await held;
      assert.deepEqual({ kind, count }, { kind: "ok", count: 1 });
      await stopped;
    },
  },
  {
    name: "a server that stops under load loses no call that it took",
    run: async (ends) => {
      const server = await ends.serve({});
      const client = await ends.dial({ address: server.address });
      const requests = [{ message: "", script: { messages: 1000, size: 3000 } }];
      const calls = Array.from({ length: 10 }, (_, index) =>
        client.call(methodOn(ends.way, "ServerStream"), requests, { key: `${index}`, summary: true }),
      );
      for (const index of calls.keys()) await client.answered(`${index}`);
      await server.stop();
      const outcomes = (await Promise.all(calls)).map(({ kind, count }) => ({ kind, count }));
      assert.deepEqual(
        outcomes,
        Array.from(calls, () => ({ kind: "ok", count: 1000 })),
      );
    },
  },
  {
    name: "a server that ends connections of an age: no call is lost",
    run: async (ends) => {
      const server = await ends.serve({ maxAgeMs: 50 });
      const client = await ends.dial({ address: server.address });
      const requests = [{ message: "", script: { size: 100 } }];
      const options = { calls: 3000, atOnce: 20, summary: true };
      const { outcomes } = await client.load(methodOn(ends.way, "Unary"), requests, options);
      const { ok, "status 14: the connection is draining": unsent, ...lost } = outcomes;
      assert.deepEqual(lost, {});
      // Kitex's client begins calls on a connection that ends, and gives them up before it has sent anything.
      if (ends.way.from !== "Kitex") assert.equal(unsent, undefined);
      assert.ok(ok !== undefined && ok > 2000, `${ok} calls of 3000 worked`);
    },
  },
  {
    name: "a server that takes two calls at a time: the others wait",
    run: async (ends) => {
      const server = await ends.serve({ maxStreams: 2 });
      const client = await ends.dial({ address: server.address });
      // Before the server's settings are there a client may begin more; grpc-go and ours begin those again.
      assert.equal((await call({ way: ends.way, client }, "Unary", [{ message: "" }])).kind, "ok");
      const options = { calls: 100, atOnce: 50 };
      const { outcomes } = await client.load(methodOn(ends.way, "Unary"), [{ message: "" }], options);
      assert.deepEqual(outcomes, { ok: 100 });
    },
  },
  {
    name: "a server that asks for signs of life gets them",
    // The libraries in Go ask every second at most.
    on: ({ to }) => to === "ours" || to === "grpc-js",
    run: async (ends) => {
      const server = await ends.serve({ keepaliveMs: 20 });
      await holdsOn(ends, { address: server.address });
    },
  },
  {
    name: "a client that asks for signs of life gets them",
    // Those in Go ask every ten seconds at most.
    on: ({ from }) => from === "ours" || from === "grpc-js",
    run: async (ends) => {
      const server = await ends.serve({ minPingMs: 1 });
      await holdsOn(ends, { address: server.address, keepaliveMs: 20 });
    },
  },
  {
    name: "a client that asks too often is told so, and its call fails with a status",
    // grpc-js minds nothing.
    on: ({ from, to }) => (from === "ours" || from === "grpc-js") && to !== "grpc-js",
    run: async (ends) => {
      const server = await ends.serve({ minPingMs: 60_000 });
      const client = await ends.dial({ address: server.address, keepaliveMs: 10 });
      const { kind, code } = await call({ way: ends.way, client }, "Bidi", [], { keepOpen: true, timeoutMs: 10_000 });
      assert.equal(kind, "status");
      assert.ok(code === 14 || code === 8, `the status is ${code}`);
    },
  },
  {
    name: "a call that waits for its server, which begins later",
    // Kitex for Go has no such calls.
    on: ({ from }) => from !== "Kitex",
    run: async (ends) => {
      const port = await freePort();
      const client = await ends.dial({ address: `127.0.0.1:${port}` });
      const failed = await call({ way: ends.way, client }, "Unary", [{ message: "" }], { timeoutMs: 5000 });
      assert.deepEqual([failed.kind, failed.code], ["status", 14]);
      const waiting = call({ way: ends.way, client }, "Unary", [{ message: "" }], { waitForReady: true });
      await ends.serve({ port });
      assert.equal((await waiting).kind, "ok");
    },
  },
  {
    name: "TLS, where the protocol is agreed on by ALPN",
    // Kitex for Go serves no TLS.
    on: ({ to }) => to !== "Kitex",
    run: async (ends) => {
      const authority = await makeAuthority("grpc");
      const server = await ends.serve({ tls: await makeCertificate("localhost", authority) });
      const client = await ends.dial({ address: server.address, tls: { ca: authority.cert } });
      const requests = [{ message: "secret", script: { messages: 3, size: 100_000 } }];
      const { kind, count, bytes } = await call({ way: ends.way, client }, "Bidi", requests);
      assert.deepEqual({ kind, count, bytes }, { kind: "ok", count: 3, bytes: 300_000 });
    },
  },
];

/**
 * Calls until `server` has answered. The one before it answers what was sent before the news came; then calls wait for
 * a server, but for Kitex's, which fail as long as there is none.
 */
async function callUntilSeen(ends: Pick<Ends, "way" | "client">, server: ServedPeer): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  for (;;) {
    const { kind } = await call(ends, "Unary", [{ message: "" }], { waitForReady: true, timeoutMs: 10_000 });
    if (ends.way.from !== "Kitex") assert.equal(kind, "ok");
    if ((await server.seen(0)).length > 0) return;
    assert.ok(performance.now() < giveUpAt, "no call came to the successor");
  }
}

/** The next server on a port, as soon as the one before has left it. */
async function successorOf(address: string, ends: Ends): ReturnType<Ends["serve"]> {
  const port = Number(address.slice(address.lastIndexOf(":") + 1));
  const giveUpAt = performance.now() + 10_000;
  for (;;) {
    try {
      return await ends.serve({ port });
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
  }
}

/** A stream that is silent until its deadline lasts so long, where those who ask whether the other one lives are answered. */
async function holdsOn(ends: Ends, dialed: Parameters<Ends["dial"]>[0]): Promise<void> {
  const client = await ends.dial(dialed);
  const options = { keepOpen: true, timeoutMs: SIGN_OF_LIFE_MS + 300 };
  const { kind, code } = await call({ way: ends.way, client }, "Bidi", [], options);
  assert.deepEqual({ kind, code }, { kind: "status", code: 4 });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
