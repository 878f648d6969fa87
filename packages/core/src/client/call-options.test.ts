import { describe, expect, test } from "vitest";
import { Metadata } from "../context/metadata.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import { recordingLogger } from "../testdata/recorded-logs.ts";
import { until } from "../testdata/until.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { type MemoryPeer, memoryTransport } from "../testing/memory-transport.ts";
import { type StreamClient, streamService } from "../testing/stream-service.ts";
import { type Client, createClient } from "./client.ts";
import type { ClientOptions } from "./options.ts";

const fixed = { destination: "stream", hostPorts: ["127.0.0.1:1"], logger: silentLogger };

function clientOf(peer: MemoryPeer, options: Partial<ClientOptions> = {}): Client<StreamClient> {
  return createClient(streamService(), { ...fixed, transport: memoryTransport(peer), ...options });
}

/** A peer that answers calls, and the contexts that reached it. */
function watchingPeer(): { readonly peer: MemoryPeer; readonly contexts: RpcContext[] } {
  const contexts: RpcContext[] = [];
  const peer: MemoryPeer = {
    call: async (ctx, request) => {
      contexts.push(ctx);
      return request;
    },
    stream: (ctx, requests) => {
      contexts.push(ctx);
      return requests;
    },
  };
  return { peer, contexts };
}

describe("gRPC metadata of a call", () => {
  test("goes to the transport, of calls and of streams", async () => {
    const { peer, contexts } = watchingPeer();
    const client = clientOf(peer);
    await client.echo(1, { metadata: { tenant: "acme", "trace-bin": new Uint8Array([1]) } });
    await client.upload([1], {
      metadata: [
        ["tenant", "a"],
        ["tenant", "b"],
      ],
    });
    await client.echo(1);
    expect(contexts.map(({ metadataIfAny }) => metadataIfAny && [...metadataIfAny.request])).toEqual([
      [
        ["tenant", "acme"],
        ["trace-bin", new Uint8Array([1])],
      ],
      [
        ["tenant", "a"],
        ["tenant", "b"],
      ],
      undefined,
    ]);
  });

  test("that cannot travel is refused before anything is sent", async () => {
    const { peer, contexts } = watchingPeer();
    const client = clientOf(peer);
    const wrong = { metadata: { "not a key": "x" } };
    const refused = expect.objectContaining({ code: ErrorCode.InvalidOption });
    await expect(client.echo(1, wrong)).rejects.toEqual(refused);
    expect(() => client.watch(1, wrong)).toThrow('metadata: "not a key" is no metadata key');
    expect(contexts).toEqual([]);
  });

  test("is warned of once where the transport cannot carry it", async () => {
    const logger = recordingLogger();
    const transport = { ...memoryTransport(), name: "deaf", carriesStreams: false };
    const client = clientOf({}, { transport, logger });
    await client.echo(1, { metadata: { k: "v" } });
    await client.echo(1, { metadata: { k: "v" } });
    expect(logger.lines).toEqual(['warn: gRPC metadata is set, and transport "deaf" cannot carry it: use grpc()']);
  });

  test("of the callee is told to callbacks, one that throws is logged", async () => {
    const logger = recordingLogger();
    const told: string[] = [];
    const client = clientOf(
      {
        call: async (ctx) => {
          ctx.metadata.headerCame(new Metadata({ k: "header" }));
          ctx.metadata.trailerCame(new Metadata({ k: "trailer" }));
        },
      },
      { logger },
    );
    await client.echo(1, {
      onHeader: (header) => told.push(String(header.get("k"))),
      onTrailer: (trailer) => told.push(String(trailer.get("k"))),
    });
    await client.echo(1, {
      onTrailer: () => {
        throw new Error("of the application");
      },
    });
    expect(told).toEqual(["header", "trailer"]);
    expect(logger.lines).toEqual(["error: an onTrailer callback threw"]);
  });
});

test("the compressor and the times of a call reach the transport", async () => {
  const { peer, contexts } = watchingPeer();
  const client = clientOf(peer, { stream: { recvTimeoutMs: 7 } });
  await client.echo(1, { compressor: "gzip", waitForReady: true, timeoutMs: 9 });
  await client.upload([1]);
  expect(contexts.map(({ rpcInfo }) => rpcInfo.config)).toMatchObject([
    { compressor: "gzip", waitForReady: true, timeoutMs: 9, recvTimeoutMs: 0 },
    { compressor: undefined, waitForReady: false, timeoutMs: 0, recvTimeoutMs: 7 },
  ]);
});

test("a call that waits for ready is made once somebody listens, within its time", async () => {
  const clock = fakeClock();
  let listening = false;
  const client = clientOf({ unreachable: () => !listening }, { clock });
  await expect(client.echo(1)).rejects.toMatchObject({ code: ErrorCode.Connect });
  const waiting = client.echo("hi", { waitForReady: true });
  const late = client.echo("late", { waitForReady: true, timeoutMs: 50 });
  late.catch(() => {});
  await until(() => clock.pending === 4); // two deadlines, two pauses
  clock.advance(50);
  await expect(late).rejects.toMatchObject({ code: ErrorCode.RpcTimeout });
  listening = true;
  clock.advance(100);
  expect(await waiting).toBe("hi");
  expect(clock.pending).toBe(0);
});
