import { describe, expect, test } from "vitest";
import { silentLogger } from "../../logging/logger.ts";
import type { ServerOptions } from "../../server/options.ts";
import { createServer, type Server } from "../../server/server.ts";
import { echoClient } from "../../testdata/echo-client.ts";
import { LINES_MAGIC, lineProtocol } from "../../testdata/line-protocol.ts";
import { headed, readHeaded, requestPayload } from "../../testdata/messages.ts";
import { type RawPeer, rawClient } from "../../testdata/raw-peer.ts";
import { until } from "../../testdata/until.ts";
import { echoService } from "../../testing/echo-service.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type StreamHandler, streamService } from "../../testing/stream-service.ts";
import type { Monitored } from "../../tracing/monitor.ts";

async function startServer(options: ServerOptions = {}): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger, ...options });
  server.register(echoService(), {});
  const { port = 0 } = await server.listen();
  return { server, port };
}

async function says(peer: RawPeer, text: string): Promise<void> {
  await until(() => peer.received.length >= text.length);
  expect(peer.takeAll().toString()).toBe(text);
}

describe("a connection's first eight bytes", () => {
  test("say which protocol answers, on one port with Kitex's own", async () => {
    const lines = lineProtocol("> ");
    const { server, port } = await startServer({ protocols: [lines] });
    await using _ = server;
    await using client = echoClient(port);
    expect(await client.echo("kitex")).toBe("kitex");
    using peer = await rawClient(port);
    peer.send(Buffer.from(`${LINES_MAGIC}hello\n`));
    await says(peer, "> hello\n");
    expect(await client.echo("still kitex")).toBe("still kitex");
    expect(lines.events).toEqual(["open"]);
  });

  test("may come one at a time", async () => {
    const { server, port } = await startServer({ protocols: [lineProtocol("> ")] });
    await using _ = server;
    using peer = await rawClient(port);
    for (const byte of Buffer.from(`${LINES_MAGIC}a\n`)) {
      peer.send(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await says(peer, "> a\n");
    using kitex = await rawClient(port);
    for (const byte of headed(1, requestPayload(1, "hi"))) {
      kitex.send(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(readHeaded(await kitex.mustFrame())).toMatchObject({ kind: "reply", body: { value: "hi" } });
  });

  test("of no protocol end the connection, and of too few nothing is made", async () => {
    const clock = fakeClock();
    const lines = lineProtocol("> ");
    const { server, port } = await startServer({ protocols: [lines], frameTimeoutMs: 100, clock });
    await using _ = server;
    using wrong = await rawClient(port);
    wrong.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await wrong.ended;
    using short = await rawClient(port);
    short.send(Buffer.from(LINES_MAGIC.slice(0, 7)));
    let ended = false;
    void short.ended.then(() => {
      ended = true;
    });
    await until(() => {
      clock.advance(100); // for as long as the bytes are still on their way
      return ended;
    });
    expect(lines.events).toEqual([]);
  });
});

describe("the protocols of a server", () => {
  test("those of its services come along, and options stand in for those of their name", async () => {
    const [carried, given, other] = [lineProtocol("carried "), lineProtocol("given "), lineProtocol("other ", "other")];
    const carrier = {
      client: { name: "none", carriesHeaders: false, carriesStreams: false, open: never },
      server: carried,
    };
    const handler: StreamHandler = {};
    const plain = createServer({ port: 0, host: "127.0.0.1" }).register(streamService(carrier), handler);
    const replaced = createServer({ port: 0, host: "127.0.0.1", protocols: [other, given] });
    replaced.register(streamService(carrier), handler);
    for (const [server, prefix] of [
      [plain, "carried "],
      [replaced, "other "],
    ] as const) {
      await using _ = server;
      const { port = 0 } = await server.listen();
      using peer = await rawClient(port);
      peer.send(Buffer.from(`${LINES_MAGIC}x\n`));
      await says(peer, `${prefix}x\n`);
    }
    expect(given.events).toEqual([]);
  });

  test("are told of draining and of the end, and count among what is in flight", async () => {
    const lines = lineProtocol("> ");
    const watched: Monitored[] = [];
    const monitor = {
      watch: (subject: Monitored) => {
        watched.push(subject);
        return () => {};
      },
    };
    const { server, port } = await startServer({ protocols: [lines], monitors: [monitor] });
    using peer = await rawClient(port);
    peer.send(Buffer.from(`${LINES_MAGIC}x\n`));
    await says(peer, "> x\n");
    expect(watched[0]?.stats()).toMatchObject({ callsInFlight: 1, connections: { inUse: 1 } });
    peer.socket.on("end", () => peer.socket.end());
    await server.close();
    expect(lines.events).toEqual(["open", "drain", "close"]);
  });

  test("a connection that has said nothing ends at once when the server drains", async () => {
    const { server, port } = await startServer({ protocols: [lineProtocol("> ")] });
    using peer = await rawClient(port);
    peer.socket.on("end", () => peer.socket.end());
    peer.send(Buffer.from("LIN"));
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([server.close(), peer.ended]);
  });
});

test("a method that streams is refused on Kitex's own wire, and the connection goes on", async () => {
  await using server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger });
  server.register(streamService(), {});
  const { port = 0 } = await server.listen();
  using peer = await rawClient(port);
  peer.send(headed(1, requestPayload(1, "hi", "watch")));
  expect(readHeaded(await peer.mustFrame())).toMatchObject({
    kind: "exception",
    body: { typeId: 1, message: "method watch (service Stream) streams: call it over gRPC" },
  });
  peer.send(headed(2, requestPayload(2, "hi")));
  expect(readHeaded(await peer.mustFrame())).toMatchObject({ kind: "reply", seqId: 2 });
});

function never(): never {
  throw new Error("never");
}
