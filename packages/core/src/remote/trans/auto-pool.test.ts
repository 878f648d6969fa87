import { describe, expect, test } from "vitest";
import { ErrorCode } from "../../errors/codes.ts";
import { echoClient } from "../../testdata/echo-client.ts";
import { controlFrame, headed, readHeaded, replyPayload } from "../../testdata/messages.ts";
import { type RawPeer, type RawServer, rawClient, rawServer } from "../../testdata/raw-peer.ts";
import { until } from "../../testdata/until.ts";
import { fakeClock } from "../../testing/fake-clock.ts";

const agreement = controlFrame("kx.mux", "1");
const reply = (seqId: number, value: unknown): Buffer => headed(seqId, replyPayload(seqId, value));

/** A peer that answers every request at once with its value; with `agrees`, after agreeing to share. */
function answering(agrees: boolean): (peer: RawPeer) => Promise<void> {
  return async (peer) => {
    for (let first = true; ; first = false) {
      const frame = await peer.frame();
      if (frame === undefined) {
        peer.socket.end();
        return;
      }
      const { seqId, body } = readHeaded(frame);
      if (agrees && first) peer.send(agreement);
      peer.send(reply(seqId, Object(body).value));
    }
  };
}

/** What a request says about sharing. */
async function sharingOf(peer: RawPeer): Promise<{ offers: boolean; flags: number; seqId: number }> {
  const { header } = readHeaded(await peer.mustFrame());
  return { offers: header.strings.get("kx.mux") === "1", flags: header.flags, seqId: header.seqId };
}

/** Waits until everything that was dialled before is accepted, and says how many connections that were. */
async function accepted(server: RawServer): Promise<number> {
  using fence = await rawClient(server.port);
  await until(() => server.peers.some(({ socket }) => socket.remotePort === fence.socket.localPort));
  return server.peers.findIndex(({ socket }) => socket.remotePort === fence.socket.localPort);
}

describe("the offer", () => {
  test("stands in the first frame of a connection and in no other", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const first = client.echo("a");
    const peer = await server.accepted();
    expect(await sharingOf(peer)).toEqual({ offers: true, flags: 0, seqId: 1 });
    peer.send(reply(1, "a"));
    await first;
    const second = client.echo("b");
    expect(await sharingOf(peer)).toEqual({ offers: false, flags: 0, seqId: 2 });
    peer.send(reply(2, "b"));
    expect(await second).toBe("b");
  });

  test("is made again on every new connection to a peer that did not agree, and nobody waits for its answer", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    await using client = echoClient(server.port, { clock });
    const first = client.echo("a");
    const peer = await server.accepted();
    await sharingOf(peer);
    peer.send(reply(1, "a"));
    await first;
    const two = [client.echo("b"), client.echo("c")];
    const other = await server.accepted();
    expect(await sharingOf(other)).toEqual({ offers: true, flags: 0, seqId: 1 });
    expect(await sharingOf(peer)).toEqual({ offers: false, flags: 0, seqId: 2 });
    peer.send(reply(2, "b"));
    other.send(reply(1, "c"));
    expect(await Promise.all(two)).toEqual(["b", "c"]);
  });

  test.each(["long", "short", "mux"] as const)("is never made with connection %s", async (connection) => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection });
    const call = client.echo("a");
    const peer = await server.accepted();
    expect(await sharingOf(peer)).toEqual({ offers: false, flags: connection === "mux" ? 1 : 0, seqId: 1 });
    peer.send(reply(1, "a"));
    expect(await call).toBe("a");
  });

  test("that could not be sent leaves it to the next call, which does not wait", async () => {
    const clock = fakeClock();
    await using server = await rawServer(answering(false));
    await using client = echoClient(server.port, { clock });
    await expect(client.echo(1n)).rejects.toMatchObject({ code: ErrorCode.Encode });
    expect(await client.echo("a")).toBe("a");
    expect(server.peers.length).toBe(1);
  });

  test("is not made by ready(), and the first call after it does not wait", async () => {
    const clock = fakeClock();
    await using server = await rawServer(answering(true));
    await using client = echoClient(server.port, { clock });
    await client.ready();
    expect(await Promise.all([client.echo("a"), client.echo("b")])).toEqual(["a", "b"]);
    expect(server.peers.length).toBe(1);
  });
});

describe("the first answer", () => {
  test("is waited for by other calls at most negotiationWaitMs; after that each has its own connection and offer", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    await using client = echoClient(server.port, { clock, connection: { kind: "auto", negotiationWaitMs: 10 } });
    const calls = [client.echo("a"), client.echo("b")];
    const peer = await server.accepted();
    await sharingOf(peer);
    clock.advance(9);
    expect(await accepted(server)).toBe(1);
    clock.advance(1);
    await until(() => server.peers.length === 3);
    const other = server.peers[2] as RawPeer;
    expect(await sharingOf(other)).toEqual({ offers: true, flags: 0, seqId: 1 });
    peer.send(reply(1, "a"));
    other.send(reply(1, "b"));
    expect(await Promise.all(calls)).toEqual(["a", "b"]);
  });

  test("that is an agreement lets a burst of 1,000 calls share one connection", async () => {
    await using server = await rawServer(answering(true));
    await using client = echoClient(server.port, { connection: { kind: "auto", negotiationWaitMs: 60_000 } });
    const calls = Array.from({ length: 1_000 }, (_, i) => client.echo(i));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(server.peers.length).toBe(1);
  });

  test("that does not come because nobody is there fails every call, and the next one asks again", async () => {
    const clock = fakeClock();
    const server = await rawServer();
    await using client = echoClient(server.port, { clock });
    await server[Symbol.asyncDispose]();
    const codes = await Promise.all([1, 2, 3].map((i) => client.echo.safe(i)));
    for (const result of codes) expect(result).toMatchObject({ ok: false, error: { code: ErrorCode.Connect } });
    await using again = await rawServer(answering(true), server.port);
    expect(await client.echo("a")).toBe("a");
    expect(again.peers.length).toBe(1);
  });
});

describe("after an agreement", () => {
  test("many calls are in flight on one connection, with a flag on each request and replies in any order", async () => {
    await using server = await rawServer();
    // Long enough for a busy machine: these calls are to wait for the agreement.
    await using client = echoClient(server.port, { connection: { kind: "auto", negotiationWaitMs: 60_000 } });
    const first = client.echo("first");
    const peer = await server.accepted();
    await sharingOf(peer);
    peer.send(agreement);
    const more = ["a", "b", "c"].map((value) => client.echo(value));
    const seen = [await sharingOf(peer), await sharingOf(peer), await sharingOf(peer)];
    expect(seen).toEqual([2, 3, 4].map((seqId) => ({ offers: false, flags: 1, seqId })));
    for (const [seqId, value] of [
      [4, "c"],
      [2, "a"],
      [1, "first"],
      [3, "b"],
    ] as const)
      peer.send(reply(seqId, value));
    expect(await Promise.all([first, ...more])).toEqual(["first", "a", "b", "c"]);
    expect(server.peers.length).toBe(1);
  });

  test("as many connections stay shared as `connections` says", async () => {
    await using server = await rawServer(answering(true));
    await using client = echoClient(server.port, { connection: { kind: "auto", connections: 2 } });
    for (let i = 0; i < 20; i++) expect(await client.echo(i)).toBe(i);
    expect(server.peers.length).toBe(2);
  });

  test("connections beyond that finish their call and end", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port, { connection: { kind: "auto", negotiationWaitMs: 0 } });
    const calls = [client.echo("a"), client.echo("b")];
    const [one, two] = [await server.accepted(), await server.accepted()];
    const [a, b] = [readHeaded(await one.mustFrame()), readHeaded(await two.mustFrame())];
    one.send(agreement);
    one.send(reply(1, Object(a.body).value));
    await calls[Object(a.body).value === "a" ? 0 : 1];
    two.send(agreement);
    two.send(reply(1, Object(b.body).value));
    expect(await Promise.all(calls)).toEqual(["a", "b"]);
    await two.ended;
    const third = client.echo("c");
    expect(await sharingOf(one)).toEqual({ offers: false, flags: 1, seqId: 2 });
    one.send(reply(2, "c"));
    expect(await third).toBe("c");
  });

  test("a connection that carried a oneway call and is ending is not kept", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    await client.notify("go");
    const gone = await server.accepted();
    await sharingOf(gone);
    await gone.ended;
    gone.send(agreement);
    gone.socket.end();
    const call = client.echo("a");
    const peer = await server.accepted();
    const { offers, seqId } = await sharingOf(peer);
    expect([offers, seqId]).toEqual([true, 1]);
    peer.send(agreement, reply(1, "a"));
    expect(await call).toBe("a");
  });
});

describe("a remembered peer", () => {
  /** Makes a client's peer agree, answer once and leave; settles when the client has noticed. */
  async function remembered(server: RawServer, client: ReturnType<typeof echoClient>): Promise<void> {
    const call = client.echo("first");
    const peer = await server.accepted();
    await peer.mustFrame();
    peer.send(agreement, reply(1, "first"));
    await call;
    peer.socket.end();
    await peer.ended;
  }

  test("is offered again, and shares from the first frame", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    await remembered(server, client);
    const calls = [client.echo("a"), client.echo("b")];
    const results = Promise.allSettled(calls);
    const peer = await server.accepted();
    expect([await sharingOf(peer), await sharingOf(peer)]).toEqual([
      { offers: true, flags: 1, seqId: 1 },
      { offers: false, flags: 1, seqId: 2 },
    ]);
    peer.send(agreement, reply(2, "b"), reply(1, "a"));
    expect(await results).toEqual(["a", "b"].map((value) => ({ status: "fulfilled", value })));
  });

  test("that replies without agreeing is forgotten: calls in flight get their answers, new ones another connection", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    await remembered(server, client);
    const calls = [client.echo("a"), client.echo("b")];
    const peer = await server.accepted();
    await sharingOf(peer);
    await sharingOf(peer);
    peer.send(reply(1, "a"));
    expect(await calls[0]).toBe("a");
    const next = client.echo("c");
    const other = await server.accepted();
    expect(await sharingOf(other)).toEqual({ offers: true, flags: 0, seqId: 1 });
    other.send(agreement);
    // What the first one says from now on changes nothing of what is known of the address.
    peer.send(reply(2, "b"));
    expect(await calls[1]).toBe("b");
    await peer.ended;
    const last = client.echo("d");
    expect(await sharingOf(other)).toEqual({ offers: false, flags: 1, seqId: 2 });
    other.send(reply(1, "c"), reply(2, "d"));
    expect(await Promise.all([next, last])).toEqual(["c", "d"]);
  });
});

test("a client that is closed while connections are opened keeps none", async () => {
  await using server = await rawServer(answering(true));
  const client = echoClient(server.port, { exitWaitMs: 0 });
  await client.echo("first");
  server.peers[0]?.socket.end();
  await server.peers[0]?.ended;
  const calls = ["a", "b"].map((value) => client.echo.safe(value));
  await client.close();
  for (const result of await Promise.all(calls)) {
    if (!result.ok) expect([ErrorCode.ClientClosed, ErrorCode.ConnectionClosed]).toContain(Object(result.error).code);
  }
  await accepted(server);
  await Promise.all(server.peers.map(({ ended }) => ended));
});
