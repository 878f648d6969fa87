import { parseAddress } from "@kitex-ts/netpoll";
import { expect, test } from "vitest";
import { ErrorCode } from "../../../errors/codes.ts";
import { silentLogger } from "../../../logging/logger.ts";
import { until } from "../../../testdata/until.ts";
import { jsonCodec } from "../../../testing/json-codec.ts";
import { testContext } from "../../../testing/test-context.ts";
import { systemClock } from "../../../util/clock.ts";
import { resolveWireLimits } from "../../wire-limits.ts";
import type { ClientTransHandler } from "../trans-handler.ts";
import { grpc } from "./grpc-transport.ts";
import { http2Server, response } from "./testdata/http2-peer.ts";
import { answerWith } from "./testdata/scripts.ts";

function handler(connections = 1): ClientTransHandler {
  return grpc({ connections }).open({
    payloadCodec: jsonCodec,
    idlService: "Echo",
    packageName: "",
    destination: "echo",
    connection: { kind: "mux", connections: 7 },
    tls: undefined,
    maxPendingWriteBytes: 1 << 20,
    limits: resolveWireLimits({}, 1 << 20),
    clock: systemClock,
    logger: silentLogger,
  });
}

const addressOf = (port: number) => {
  const address = parseAddress(`127.0.0.1:${port}`);
  if (address === undefined) throw new Error("no address");
  return address;
};

const never = new AbortController().signal;

test("carries headers and streams, under its name", () => {
  expect(grpc()).toMatchObject({ name: "grpc", carriesHeaders: true, carriesStreams: true });
});

test("connects ahead once, and counts what it has", async () => {
  await using server = await http2Server((stream) => answerWith(stream, response("hi")));
  const address = addressOf(server.port);
  const transport = handler();
  expect(transport.stats().connections).toEqual({ idle: 0, inUse: 0, opening: 0 });
  const connected = [1, 2].map(() => transport.connect(address, { connectTimeoutMs: 1_000, signal: never }));
  expect(transport.stats().connections.opening).toBe(1);
  await Promise.all(connected);
  expect(transport.stats().connections).toEqual({ idle: 1, inUse: 0, opening: 0 });
  const call = transport.roundTrip(testContext(), address, "hi");
  expect(transport.stats().connections).toEqual({ idle: 0, inUse: 1, opening: 0 });
  expect(await call).toBe("hi");
  expect(transport.stats().connections).toEqual({ idle: 1, inUse: 0, opening: 0 });
  transport.close();
  await until(() => transport.stats().connections.idle === 0);
});

test("a caller that gives up connecting leaves the attempt to the others", async () => {
  await using server = await http2Server(() => {});
  const transport = handler();
  const address = addressOf(server.port);
  const giveUp = new AbortController();
  const given = transport.connect(address, { connectTimeoutMs: 1_000, signal: giveUp.signal });
  const kept = transport.connect(address, { connectTimeoutMs: 1_000, signal: never });
  giveUp.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  await kept;
  transport.close();
});

test("an address that is evicted gets no further call there; those that run go on", async () => {
  const held: (() => void)[] = [];
  await using server = await http2Server((stream) => held.push(() => answerWith(stream, response(stream.id))));
  const transport = handler();
  const address = addressOf(server.port);
  const old = transport.roundTrip(testContext(), address, 1);
  await until(() => held.length === 1);
  transport.evict(address);
  const call = transport.roundTrip(testContext(), address, 2);
  await until(() => held.length === 2);
  for (const answer of held) answer();
  expect([await old, await call, server.sessions.length]).toEqual([1, 1, 2]);
  await until(() => server.sessions[0]?.closed === true);
  transport.close();
});

test("a call that was aborted before it began is not sent", async () => {
  const transport = handler();
  const ctx = testContext();
  ctx.abort(new Error("too late"));
  await expect(transport.roundTrip(ctx, addressOf(1), 1)).rejects.toThrow("too late");
  const stream = transport.stream?.(ctx, addressOf(1), noRequests())[Symbol.asyncIterator]();
  await expect(stream?.next()).rejects.toThrow("too late");
  expect(transport.stats().connections.opening).toBe(0);
});

test("closed while it connects, calls learn that their client is", async () => {
  await using server = await http2Server(() => {});
  const transport = handler();
  const call = transport.roundTrip(testContext(), addressOf(server.port), 1);
  transport.close();
  await expect(call).rejects.toMatchObject({ code: ErrorCode.ClientClosed });
});

test("a oneway call settles when its server has the request", async () => {
  await using server = await http2Server((stream) => {
    stream.respond(
      { ":status": 200, "content-type": "application/grpc+json", "grpc-status": "0" },
      { endStream: true },
    );
  });
  const transport = handler();
  expect(await transport.sendOneway(testContext({ oneway: true }), addressOf(server.port), 1)).toBeUndefined();
  transport.close();
});

test("a stream begins with its first `next`, and one that is left before that does nothing", async () => {
  await using server = await http2Server(() => {});
  const transport = handler();
  let asked = 0;
  const requests = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: asked++ > 0, value: 1 }),
    }),
  };
  const stream = transport.stream?.(testContext(), addressOf(server.port), requests)[Symbol.asyncIterator]();
  expect(await stream?.return?.()).toEqual({ done: true, value: undefined });
  expect(await stream?.next()).toEqual({ done: true, value: undefined });
  expect([asked, transport.stats().connections.opening, server.sessions.length]).toEqual([0, 0, 0]);
});

async function* noRequests(): AsyncGenerator<unknown> {}
