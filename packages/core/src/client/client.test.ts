import { describe, expect, test, vi } from "vitest";
import { BizStatusError } from "../errors/biz-status-error.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import { framed } from "../remote/trans/wire-transport.ts";
import { createServer, type Server } from "../server/server.ts";
import { echoClient } from "../testdata/echo-client.ts";
import { headed, readHeaded, replyPayload } from "../testdata/messages.ts";
import { rawServer } from "../testdata/raw-peer.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { DECLARED, type EchoHandler, echoService } from "../testing/echo-service.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createClient } from "./client.ts";

const Echo = echoService();

async function serving(handler: EchoHandler): Promise<{ server: Server; port: number }> {
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger, exitWaitMs: 0 }).register(
    Echo,
    handler,
  );
  const { port = 0 } = await server.listen();
  return { server, port };
}

describe("safe()", () => {
  test("tells a value, a declared exception, a business status and everything else apart, and never rejects", async () => {
    const { server, port } = await serving({
      echo: (how) => {
        if (how === "declared") throw Object.assign(new Error("no"), { name: DECLARED });
        if (how === "status") throw new BizStatusError(404, "not found");
        if (how === "error") throw new Error("boom");
        return how;
      },
    });
    await using _ = server;
    await using client = echoClient(port);
    expect(await client.echo.safe("value")).toEqual({ ok: true, value: "value" });
    expect(await client.echo.safe("declared")).toMatchObject({ ok: false, error: { name: DECLARED } });
    expect(await client.echo.safe("status")).toMatchObject({
      ok: false,
      error: { name: "BizStatusError", status: 404 },
    });
    expect(await client.echo.safe("error")).toMatchObject({ ok: false, error: { name: "KitexError", typeId: 6 } });
    expect(await client.echo.safe(1n)).toMatchObject({ ok: false, error: { code: ErrorCode.Encode } });
    expect(await client.echo.safe(1, { timeoutMs: -1 })).toMatchObject({
      ok: false,
      error: { code: ErrorCode.InvalidOption },
    });
    expect(await client.notify.safe("go")).toEqual({ ok: true, value: undefined });
  });

  test("wraps an error of a middleware; the plain call rethrows it as it is", async () => {
    const own = new RangeError("not today");
    await using client = echoClient(1, {
      middlewares: [
        () => () => {
          throw own;
        },
      ],
    });
    await expect(client.echo(1)).rejects.toBe(own);
    expect(await client.echo.safe(1)).toMatchObject({
      error: {
        code: ErrorCode.Middleware,
        message: "Echo/echo was ended by an error of a middleware: not today",
        cause: own,
      },
    });
  });
});

describe("options of a call", () => {
  test("its timeout wins over the client's, 0 is no limit", async () => {
    const clock = fakeClock();
    const { server, port } = await serving({ echo: (_value, ctx) => ctx.timeLeftMs ?? "none" });
    await using _ = server;
    await using client = echoClient(port, { clock, timeoutMs: 700 });
    expect([await client.echo(1), await client.echo(1, { timeoutMs: 20_000 })].map(Number).map(Math.ceil)).toEqual([
      700, 20_000,
    ]);
    expect(await client.echo(1, { timeoutMs: 0 })).toBe("none");
  });

  test("hostPort is called in place of the resolver's instances, and read before anything else", async () => {
    const { server, port } = await serving({});
    await using _ = server;
    await using client = echoClient(1);
    expect(await client.echo("hi", { hostPort: `127.0.0.1:${port}` })).toBe("hi");
    await expect(client.echo("hi", { hostPort: "nowhere" })).rejects.toMatchObject({
      code: ErrorCode.InvalidOption,
      message: 'hostPort: "nowhere" is none of "host:port", "[::1]:port" and "unix:/path"',
    });
  });

  test("tags are laid over the client's, for resolvers and middlewares", async () => {
    const seen: object[] = [];
    await using client = createClient(Echo, {
      destination: "echo",
      tags: { zone: "a", color: "blue" },
      resolver: {
        name: "noting",
        resolve: ({ tags }) => {
          seen.push(Object.fromEntries(tags));
          return { instances: [] };
        },
      },
    });
    await client.echo.safe(1);
    await client.echo.safe(1, { tags: { color: "green" } });
    expect(seen).toEqual([
      { zone: "a", color: "blue" },
      { zone: "a", color: "green" },
    ]);
  });

  test("onBackward gets what the handler sent back, before the call settles, and its errors are logged", async () => {
    const { server, port } = await serving({
      echo: (value, ctx) => {
        if (value === "set") ctx.meta.backward.set("b", "1");
        return value;
      },
    });
    await using _ = server;
    const logger = recordingLogger();
    await using client = echoClient(port, { logger });
    const onBackward = vi.fn();
    await client.echo("set", { onBackward });
    await client.echo("nothing", { onBackward });
    expect(onBackward.mock.calls).toEqual([[new Map([["b", "1"]])]]);
    const broken = (): never => {
      throw new Error("a bug");
    };
    expect(await client.echo("set", { onBackward: broken })).toBe("set");
    expect(logger.lines).toEqual(["error: an onBackward callback threw"]);
  });

  test("metadata on a transport that cannot carry it is warned of once", async () => {
    const { server, port } = await serving({});
    await using _ = server;
    const logger = recordingLogger();
    await using client = echoClient(port, { logger, transport: framed() });
    const meta = { persistent: { a: "1" } };
    for (let i = 0; i < 3; i++) await client.echo(1, { meta });
    expect(logger.lines).toEqual(['warn: metadata is set, and transport "framed" cannot carry it: use ttheader()']);
  });
});

describe("a caller's signal", () => {
  test("that was aborted before sends nothing", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const reason = new Error("changed my mind");
    await expect(client.echo(1, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: ErrorCode.Canceled,
      message: "Echo/echo was canceled: changed my mind",
      cause: reason,
    });
    expect(server.peers.length).toBe(0);
  });

  test("whose reason is named TimeoutError is a timeout", async () => {
    await using server = await rawServer();
    await using client = echoClient(server.port);
    const abort = new AbortController();
    const call = client.echo(1, { signal: abort.signal });
    const peer = await server.accepted();
    await peer.mustFrame();
    const reason = new DOMException("too slow", "TimeoutError");
    abort.abort(reason);
    await expect(call).rejects.toMatchObject({ code: ErrorCode.RpcTimeout, phase: "response", cause: reason });
  });

  test("is not listened to any more when the call has settled", async () => {
    const { server, port } = await serving({});
    await using _ = server;
    await using client = echoClient(port);
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, "removeEventListener");
    const added = vi.spyOn(signal, "addEventListener");
    await client.echo(1, { signal });
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
  });
});

describe("ready()", () => {
  test("connects before the first call, to the first instance that can be reached", async () => {
    await using server = await rawServer();
    await using client = echoClient(1, { hostPorts: ["127.0.0.1:1", `127.0.0.1:${server.port}`] });
    await client.ready();
    await server.accepted();
    expect(server.peers.length).toBe(1);
  });

  test("says why it cannot", async () => {
    await using refused = echoClient(1);
    await expect(refused.ready()).rejects.toMatchObject({
      code: ErrorCode.Connect,
      message: "could not connect to 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1",
      target: "127.0.0.1:1",
    });
    const given = { destination: "echo", resolver: { name: "empty", resolve: () => ({ instances: [] }) } };
    await using nobody = createClient(Echo, given);
    await expect(nobody.ready()).rejects.toMatchObject({ code: ErrorCode.NoInstance });
    const down = { destination: "echo", resolver: { name: "down", resolve: () => Promise.reject(new Error("no")) } };
    await using unknown = createClient(Echo, down);
    await expect(unknown.ready()).rejects.toMatchObject({ code: ErrorCode.ServiceDiscovery, phase: "resolve" });
  });

  test("is given up by its signal, and by close()", async () => {
    const given = { destination: "echo", resolver: { name: "slow", resolve: () => new Promise<never>(() => {}) } };
    await using server = await rawServer();
    await using client = echoClient(server.port);
    await expect(client.ready({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toMatchObject({
      code: ErrorCode.Canceled,
      message: "ready() was canceled: enough",
    });
    const waiting = createClient(Echo, given);
    await waiting.close();
    await expect(waiting.ready()).rejects.toMatchObject({ code: ErrorCode.ClientClosed });
  });
});

describe("close()", () => {
  test("refuses new calls, and twice is once", async () => {
    const client = echoClient(1);
    const closing = client.close();
    expect(client.close()).toBe(closing);
    await closing;
    await client[Symbol.asyncDispose]();
    await expect(client.echo(1)).rejects.toMatchObject({
      code: ErrorCode.ClientClosed,
      message: "Echo/echo was made on a client that is closed",
      target: "echo",
    });
  });

  test("waits for calls in flight, and closes their connection then", async () => {
    await using server = await rawServer();
    const client = echoClient(server.port);
    const call = client.echo("a");
    const peer = await server.accepted();
    const { seqId } = readHeaded(await peer.mustFrame());
    const closing = client.close();
    peer.send(headed(seqId, replyPayload(seqId, "a")));
    expect(await call).toBe("a");
    await closing;
    await peer.ended;
  });

  test("fails what is left after exitWaitMs with ClientClosed", async () => {
    const clock = fakeClock();
    await using server = await rawServer();
    const client = echoClient(server.port, { clock, exitWaitMs: 500, timeoutMs: 0 });
    const call = client.echo.safe("a");
    const peer = await server.accepted();
    await peer.mustFrame();
    const closing = client.close();
    clock.advance(500);
    await closing;
    expect(await call).toMatchObject({
      error: { code: ErrorCode.ClientClosed, message: "Echo/echo was given up because its client was closed" },
    });
    await peer.ended;
    expect(clock.pending).toBe(0);
  });

  test("ends attempts to connect that are under way", async () => {
    const clock = fakeClock();
    // It accepts and never shakes hands: connecting would last for ever.
    await using server = await rawServer();
    const client = echoClient(server.port, { clock, tls: true, connectTimeoutMs: 0, timeoutMs: 0, exitWaitMs: 0 });
    const call = client.echo.safe("a");
    const ready = client.ready().catch((error: unknown) => error);
    const attempts = [await server.accepted()];
    clock.advance(10); // one of the two waited for the other's answer
    attempts.push(await server.accepted());
    const closing = client.close();
    clock.advance(0);
    await closing;
    expect(await call).toMatchObject({ error: { code: ErrorCode.ClientClosed } });
    expect(await ready).toMatchObject({ code: ErrorCode.ClientClosed });
    await Promise.all(attempts.map(({ ended }) => ended));
    expect(clock.pending).toBe(0);
  });
});

test("a client has the methods of its IDL and its own life, and keeps options from the caller's hands", () => {
  const client = echoClient(1);
  expect(Object.keys(client).sort()).toEqual(["close", "echo", "notify", "ready"]);
});

test("code of another contract is refused before anything else", () => {
  expect(() => createClient({ ...Echo, codegen: 2 }, { destination: "" })).toThrow(
    expect.objectContaining({ code: ErrorCode.CodegenMismatch }),
  );
});

test("connecting that takes longer than connectTimeoutMs is Connect, and leaves no connection behind", async () => {
  const clock = fakeClock();
  await using server = await rawServer();
  await using client = echoClient(server.port, { clock, tls: true });
  const call = client.echo.safe("a", { connectTimeoutMs: 50 });
  const peer = await server.accepted();
  clock.advance(50);
  const target = `127.0.0.1:${server.port}`;
  expect(await call).toMatchObject({
    error: {
      code: ErrorCode.Connect,
      message: `Echo/echo could not connect to ${target}: no connection to ${target} within 50 ms`,
      phase: "connect",
      target,
    },
  });
  await peer.ended;
});
