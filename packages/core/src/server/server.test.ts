import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createClient } from "../client/client.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import { echoClient } from "../testdata/echo-client.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { type EchoHandler, echoService } from "../testing/echo-service.ts";
import { jsonBody, jsonResult } from "../testing/json-codec.ts";
import type { Monitor, Monitored } from "../tracing/monitor.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { ServerOptions } from "./options.ts";
import { createServer, type Server } from "./server.ts";

const Echo = echoService();
const local = { port: 0, host: "127.0.0.1", logger: silentLogger };

function echoServer(handler: EchoHandler = {}, options: ServerOptions = {}): Server {
  return createServer({ ...local, ...options }).register(Echo, handler);
}

const invalid = (message: string): object => expect.objectContaining({ code: ErrorCode.InvalidOption, message });

describe("register", () => {
  test("takes several services, each called by its name", async () => {
    const Other = echoService("Other");
    await using server = createServer(local)
      .register(Echo, { echo: () => "of Echo" }, { fallback: true })
      .register(Other, { echo: () => "of Other" });
    const { port } = await server.listen();
    const given = { destination: "x", hostPorts: [`127.0.0.1:${port}`] };
    await using echo = createClient(Echo, given);
    await using other = createClient(Other, given);
    expect([await echo.echo(1), await other.echo(1)]).toEqual(["of Echo", "of Other"]);
  });

  test("refuses a handler without a method, and generated code of another contract", () => {
    const incomplete = { ...Echo, handlers: () => ({ echo: { invoke: () => 1 } }) };
    expect(() => createServer(local).register(incomplete, {})).toThrow(
      invalid('the handler of Echo has no method "notify"'),
    );
    expect(() => createServer(local).register({ ...Echo, codegen: 2 }, {})).toThrow(
      expect.objectContaining({ code: ErrorCode.CodegenMismatch }),
    );
  });

  test("a method that the handler's table only inherits from Object is none", () => {
    const info = {
      service: "Odd",
      name: "toString",
      oneway: false,
      streaming: "unary",
      args: jsonBody,
      result: jsonResult(),
    } as const;
    const odd = { ...Echo, methods: new Map([["toString", info]]), handlers: () => ({}) };
    expect(() => createServer(local).register(odd, {})).toThrow(
      invalid('the handler of Echo has no method "toString"'),
    );
  });

  test("is too late after listen() and after close()", async () => {
    await using server = echoServer();
    await server.listen();
    expect(() => server.register(echoService("Late"), {})).toThrow(
      invalid("service Late is registered after listen() or close()"),
    );
    await server.close();
    expect(() => server.register(echoService("Late"), {})).toThrow(
      invalid("service Late is registered after listen() or close()"),
    );
  });
});

describe("listen", () => {
  test("tells the port that was free, and answers there", async () => {
    await using server = echoServer();
    const { host, port } = await server.listen();
    expect([host, typeof port]).toEqual(["127.0.0.1", "number"]);
    await using client = echoClient(Number(port));
    expect(await client.echo("hi")).toBe("hi");
  });

  test("twice is refused, and the first goes on", async () => {
    await using server = echoServer();
    const first = server.listen();
    await expect(server.listen()).rejects.toEqual(invalid("listen() was called twice"));
    const { port } = await first;
    await expect(server.listen()).rejects.toEqual(invalid("listen() was called twice"));
    await using client = echoClient(Number(port));
    expect(await client.echo("hi")).toBe("hi");
  });

  test("without a service is refused, and so are two that a caller could confuse", async () => {
    await using empty = createServer(local);
    await expect(empty.listen()).rejects.toEqual(
      invalid("no service is registered: call register(Service, handler) before listen()"),
    );
    await using confusing = createServer(local).register(Echo, {}).register(echoService("Other"), {});
    await expect(confusing.listen()).rejects.toMatchObject({ code: ErrorCode.InvalidOption });
  });

  test("on a port that is taken is AddressInUse, says what to do, and works when the port is free", async () => {
    await using first = echoServer();
    const { port } = await first.listen();
    await using second = echoServer({}, { port: Number(port) });
    await expect(second.listen()).rejects.toMatchObject({
      code: ErrorCode.AddressInUse,
      message: `127.0.0.1:${port} is in use by another program: choose another port, or 0 for a free one`,
      target: `127.0.0.1:${port}`,
    });
    await first.close();
    expect((await second.listen()).port).toBe(port);
  });

  test("on an address that is not this machine's is InvalidOption, with the system's reason", async () => {
    await using server = echoServer({}, { host: "192.0.2.1" });
    await expect(server.listen()).rejects.toMatchObject({
      code: ErrorCode.InvalidOption,
      message: expect.stringMatching(/^cannot listen on 192\.0\.2\.1:0: .*EADDRNOTAVAIL/),
    });
  });

  test("after close() is refused", async () => {
    const server = echoServer();
    await server.close();
    await expect(server.listen()).rejects.toEqual(invalid("listen() was called on a server that is closed"));
  });

  test("that close() overtakes is refused, and nothing listens", async () => {
    const server = echoServer();
    const listening = server.listen();
    const closing = server.close();
    await expect(listening).rejects.toEqual(invalid("the server was closed before it listened"));
    await closing;
  });

  test("on a Unix path answers there, and leaves no file behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kitex-"));
    const path = join(folder, "s");
    try {
      await using server = createServer({ path, logger: silentLogger }).register(Echo, {});
      expect(await server.listen()).toEqual({ path });
      await using taken = createServer({ path, logger: silentLogger }).register(Echo, {});
      await expect(taken.listen()).rejects.toMatchObject({
        code: ErrorCode.AddressInUse,
        message: `unix:${path} is in use by another program: choose another path`,
      });
      await using client = createClient(Echo, { destination: "echo", hostPorts: [`unix:${path}`] });
      expect(await client.echo("hi")).toBe("hi");
      await client.close();
      await server.close();
      expect(existsSync(path)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test("services are those that were registered, in that order", () => {
  const Other = echoService("Other");
  const server = createServer(local).register(Other, {}, { fallback: true }).register(Echo, {});
  expect(server.services).toEqual([Other, Echo]);
});

describe("close", () => {
  test("tells who listens to draining once, before anybody else; one that throws is logged", async () => {
    const logger = recordingLogger();
    const told: string[] = [];
    const server = echoServer({}, { logger });
    server.onDrain(() => {
      throw new Error("of the application");
    });
    server.onDrain(() => told.push("drain"));
    await server.listen();
    await Promise.all([server.close(), server.close()]);
    expect(told).toEqual(["drain"]);
    expect(logger.lines).toEqual(["error: an onDrain listener threw"]);
  });

  test("of a server that never listened tells nobody of draining", async () => {
    const told = vi.fn();
    const server = echoServer();
    server.onDrain(told);
    await server.close();
    expect(told).not.toHaveBeenCalled();
  });

  test("twice is once, before listen() too", async () => {
    const unheard = echoServer();
    await Promise.all([unheard.close(), unheard.close()]);
    const server = echoServer();
    await server.listen();
    const closing = server.close();
    expect(server.close()).toBe(closing);
    await closing;
    await server[Symbol.asyncDispose]();
  });

  test("accepts nobody new", async () => {
    const server = echoServer();
    const { port } = await server.listen();
    await server.close();
    await using client = echoClient(Number(port));
    expect(await client.echo.safe("hi")).toMatchObject({ error: { code: ErrorCode.Connect } });
  });

  test("waits for handlers, and their callers get their answers", async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<string>();
    const server = echoServer({
      echo: () => {
        started.resolve();
        return finish.promise;
      },
    });
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    const call = client.echo("hi");
    await started.promise;
    const closing = server.close();
    finish.resolve("done");
    expect(await call).toBe("done");
    await closing;
  });
});

describe("around handlers", () => {
  let watched: Monitored | undefined;
  let stops = 0;
  const watching = (): Monitor => ({
    watch: (subject) => {
      watched = subject;
      return () => {
        stops += 1;
      };
    },
  });

  test("middlewares see request, context and response, and may answer themselves; tracers see how it ended", async () => {
    const road: string[] = [];
    await using server = echoServer(
      {},
      {
        middlewares: [
          (next) => async (ctx, request) => {
            if (request === "refuse") throw new Error("not you");
            return `${ctx.rpcInfo.invocation.method} of ${await next(ctx, request)}`;
          },
        ],
        tracers: [
          {
            start: () => void road.push("start"),
            finish: (_ctx, { error }) => void road.push(`finish ${error}`),
          },
        ],
      },
    );
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    expect(await client.echo("hi")).toBe("echo of hi");
    expect(await client.echo.safe("refuse")).toMatchObject({ error: { code: ErrorCode.Remote, typeId: 6 } });
    expect(road).toEqual(["start", "finish undefined", "start", "finish Error: not you"]);
  });

  test("tracers know how many bytes came and went, when the reply is encoded", async () => {
    const seen: (readonly [number, number])[] = [];
    const note: Tracer = {
      start: () => {},
      finish: ({ rpcInfo: { stats } }) => void seen.push([stats.receivedBytes, stats.sentBytes]),
    };
    await using server = echoServer({}, { tracers: [note] });
    const { port } = await server.listen();
    await using client = echoClient(Number(port), { tracers: [note] });
    await client.echo("x".repeat(1_000));
    const [onServer, onClient] = seen;
    expect(onServer?.[0]).toBeGreaterThan(1_000);
    expect(onServer?.[1]).toBeGreaterThan(1_000);
    expect(onClient).toEqual([onServer?.[1], onServer?.[0]]);
  });

  test("a handler that throws nothing has failed all the same, for tracers too", async () => {
    const outcomes: unknown[] = [];
    await using server = echoServer(
      {
        echo: () => Promise.reject(),
      },
      { tracers: [{ start: () => {}, finish: (_ctx, { error }) => void outcomes.push(error) }], logger: silentLogger },
    );
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    await client.echo.safe("hi");
    expect(outcomes).toEqual([new Error("the handler threw undefined")]);
  });

  test("monitors see what is held, from listening to closing", async () => {
    const server = echoServer({}, { monitors: [watching()] });
    expect(watched).toBeUndefined();
    const { port } = await server.listen();
    const client = echoClient(Number(port));
    await client.echo("hi");
    expect(watched?.side).toBe("server");
    expect(watched?.stats()).toEqual({
      callsInFlight: 0,
      connections: { idle: 0, inUse: 1, opening: 0 },
      pendingWriteBytes: 0,
    });
    await client.close();
    await server.close();
    expect(stops).toBe(1);
  });

  test("an error is logged once, with its service and method", async () => {
    const logger = recordingLogger();
    await using server = echoServer(
      {
        echo: () => {
          throw new Error("boom");
        },
      },
      { logger },
    );
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    await client.echo.safe("hi");
    expect(logger.lines).toEqual(["error: Echo/echo failed"]);
  });

  test("a logger that throws loses no reply and no connection", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const broken = (): never => {
      throw new Error("disk full");
    };
    await using server = echoServer(
      {
        echo: (value) => {
          if (value === "bad") throw new Error("boom");
          return value;
        },
      },
      { logger: { debug: broken, info: broken, warn: broken, error: broken } },
    );
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    expect(await client.echo.safe("bad")).toMatchObject({ error: { typeId: 6 } });
    expect(await client.echo("good")).toBe("good");
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
  });

  test("errors that the server hides are hidden, whatever they are", async () => {
    await using server = echoServer(
      {
        echo: () => {
          throw new Error("password");
        },
      },
      { exposeErrors: false },
    );
    const { port } = await server.listen();
    await using client = echoClient(Number(port));
    const result = await client.echo.safe("hi");
    expect(result).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/: biz error: internal error$/) },
    });
  });
});
