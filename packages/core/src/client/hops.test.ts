import { describe, expect, test } from "vitest";
import { currentContext, withMeta } from "../context/current-context.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import { createServer, type Server } from "../server/server.ts";
import { until } from "../testdata/until.ts";
import { type EchoClient, type EchoHandler, echoService } from "../testing/echo-service.ts";
import { type FakeClock, fakeClock } from "../testing/fake-clock.ts";
import { type Client, createClient } from "./client.ts";
import type { ConnectionKind } from "./options.ts";

const Echo = echoService();

/** Three servers in a row: a handler of the first calls the second, one of the second the third. */
interface Chain extends AsyncDisposable {
  readonly client: Client<EchoClient>;
  /** The contexts that the handlers got, by hop. */
  readonly contexts: readonly RpcContext[];
}

async function startChain(
  clock: FakeClock,
  onHop: (hop: number, next: () => Promise<unknown>) => unknown,
  connection: ConnectionKind = "auto",
): Promise<Chain> {
  const contexts: RpcContext[] = [];
  const servers: Server[] = [];
  const clients: Client<EchoClient>[] = [];
  const clientOf = (port: number): Client<EchoClient> => {
    const given = { destination: "next", hostPorts: [`127.0.0.1:${port}`], clock, connection, logger: silentLogger };
    const client = createClient(Echo, given);
    clients.push(client);
    return client;
  };
  let next: Client<EchoClient> | undefined;
  for (let hop = 3; hop >= 1; hop--) {
    const onward = next;
    const handler: EchoHandler = {
      echo: (value, ctx) => {
        contexts[hop] = ctx;
        return onHop(hop, async () => (onward === undefined ? value : onward.echo(value)));
      },
    };
    const options = {
      port: 0,
      host: "127.0.0.1",
      serviceName: `svc${hop}`,
      clock,
      logger: silentLogger,
      exitWaitMs: 0,
    };
    const server = createServer(options).register(Echo, handler);
    servers.push(server);
    const { port = 0 } = await server.listen();
    next = clientOf(port);
  }
  if (next === undefined) throw new Error("no client");
  return {
    client: next,
    contexts,
    [Symbol.asyncDispose]: async () => {
      clock.advance(60_000);
      await Promise.all(clients.map((client) => client.close()));
      const closing = servers.map((server) => server.close());
      clock.advance(1);
      await Promise.all(closing);
    },
  };
}

describe("the deadline", () => {
  test("shrinks from hop to hop by the time that has passed", async () => {
    const clock = fakeClock();
    await using chain = await startChain(clock, (_hop, next) => {
      clock.advance(100);
      return next();
    });
    await chain.client.echo("hi", { timeoutMs: 1_000 });
    expect([1, 2, 3].map((hop) => chain.contexts[hop]?.rpcInfo.config.timeoutMs)).toEqual([1_000, 900, 800]);
  });

  test("of a call onward is the smaller of its own and what is left", async () => {
    const clock = fakeClock();
    await using chain = await startChain(clock, (_hop, next) => next());
    await chain.client.echo("hi", { timeoutMs: 60_000 });
    expect([1, 2, 3].map((hop) => chain.contexts[hop]?.rpcInfo.config.timeoutMs)).toEqual([60_000, 5_000, 5_000]);
  });

  test("that has passed ends a call onward before anything is sent", async () => {
    const clock = fakeClock();
    const ended = Promise.withResolvers<unknown>();
    await using chain = await startChain(clock, (hop, next) => {
      if (hop === 1) {
        // The timers of handlers and callers have no chance to run before this one goes on.
        const stopped = clock.now;
        clock.now = () => stopped() + 50;
        const call = next();
        clock.now = stopped;
        call.catch(ended.resolve);
      }
      return next();
    });
    await chain.client.echo("hi", { timeoutMs: 50 });
    expect(await ended.promise).toMatchObject({
      code: ErrorCode.RpcTimeout,
      message: "Echo/echo was not sent: the call in whose handler it is made has no time left",
    });
  });

  test("that a call onward inherits is the one its error names", async () => {
    const clock = fakeClock();
    const onward = Promise.withResolvers<unknown>();
    await using chain = await startChain(clock, (hop, next) => {
      if (hop === 3) return new Promise(() => {});
      const call = next();
      if (hop === 2) call.catch(onward.resolve);
      return call;
    });
    const call = chain.client.echo.safe("hi", { timeoutMs: 200 });
    await until(() => chain.contexts[3] !== undefined);
    clock.advance(200);
    expect(await call).toMatchObject({ error: { message: expect.stringMatching(/timed out after 200 ms/) } });
    expect(await onward.promise).toMatchObject({ message: expect.stringMatching(/timed out after 200 ms/) });
  });
});

describe("cancellation", () => {
  test.each<ConnectionKind>(["auto", "long", "short"])(
    "at the first hop is heard at the third (%s)",
    async (connection) => {
      const clock = fakeClock();
      const chain = await startChain(clock, (hop, next) => (hop === 3 ? new Promise(() => {}) : next()), connection);
      const abort = new AbortController();
      const call = chain.client.echo.safe("hi", { signal: abort.signal });
      await until(() => chain.contexts[3] !== undefined);
      const { signal } = chain.contexts[3] as RpcContext;
      abort.abort(new Error("enough"));
      expect(await call).toMatchObject({ error: { code: ErrorCode.Canceled } });
      await until(() => signal.aborted);
      expect(signal.reason).toMatchObject({ code: ErrorCode.Canceled });
      await chain[Symbol.asyncDispose]();
    },
  );
});

describe("metadata", () => {
  test("persistent goes over three hops, transient over one", async () => {
    const clock = fakeClock();
    await using chain = await startChain(clock, (_hop, next) => next());
    await chain.client.echo("hi", { meta: { persistent: { p: "1" }, transient: { t: "1" } } });
    const seen = [1, 2, 3].map((hop) => {
      const meta = chain.contexts[hop]?.metaIfAny;
      return [meta?.persistent.get("p"), meta?.transient.get("t")];
    });
    expect(seen).toEqual([
      ["1", "1"],
      ["1", undefined],
      ["1", undefined],
    ]);
  });

  test("that handlers set, on their context or around calls, goes on from there", async () => {
    const clock = fakeClock();
    await using chain = await startChain(clock, (hop, next) => {
      currentContext()?.meta.persistent.set(`p${hop}`, "set");
      return withMeta({ transient: { t: String(hop) } }, next);
    });
    await chain.client.echo("hi");
    const third = chain.contexts[3]?.meta;
    expect([...(third?.persistent ?? [])].map(([key]) => key)).toEqual(["p1", "p2", "p3"]);
    expect(third?.transient.get("t")).toBe("2");
  });
});

test("each server learns the name and method of the one before it", async () => {
  const clock = fakeClock();
  await using chain = await startChain(clock, (_hop, next) => next());
  await chain.client.echo("hi");
  const callers = [1, 2, 3].map((hop) => chain.contexts[hop]?.rpcInfo.from);
  expect(callers.map((from) => [from?.service, from?.method])).toEqual([
    ["", ""],
    ["svc1", "echo"],
    ["svc2", "echo"],
  ]);
});
