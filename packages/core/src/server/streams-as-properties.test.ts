import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Client, createClient } from "../client/client.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { silentLogger } from "../logging/logger.ts";
import { grpcProtocol } from "../remote/trans/grpc/grpc-protocol.ts";
import { loopback } from "../testdata/loopback.ts";
import { until } from "../testdata/until.ts";
import { type StreamClient, type StreamHandler, streamService } from "../testing/stream-service.ts";
import type { Tracer } from "../tracing/tracer.ts";
import { createServer } from "./server.ts";

/** Both ends of streams, and what the server's tracers saw. */
interface Rig extends AsyncDisposable {
  readonly client: Client<StreamClient>;
  readonly served: readonly RpcContext[];
  readonly finished: readonly unknown[];
}

/** Remembers the streams that a server began and ended. */
function remembering(): { readonly tracer: Tracer; readonly served: RpcContext[]; readonly finished: unknown[] } {
  const served: RpcContext[] = [];
  const finished: unknown[] = [];
  return {
    served,
    finished,
    tracer: { start: (ctx) => served.push(ctx), finish: (_ctx, { error }) => finished.push(error) },
  };
}

async function inMemory(handler: StreamHandler): Promise<Rig> {
  const { tracer, served, finished } = remembering();
  const { service, transport } = loopback(handler, { tracers: [tracer] });
  const client = createClient(service, { destination: "loopback", hostPorts: ["127.0.0.1:1"], transport });
  return { client, served, finished, [Symbol.asyncDispose]: () => client.close() };
}

async function overGrpc(handler: StreamHandler): Promise<Rig> {
  const { tracer, served, finished } = remembering();
  const service = streamService(grpcProtocol);
  const server = createServer({ port: 0, host: "127.0.0.1", logger: silentLogger, tracers: [tracer] });
  const { port } = await server.register(service, handler).listen();
  const client = createClient(service, { destination: "lab", hostPorts: [`127.0.0.1:${port}`] });
  const close = async (): Promise<void> => {
    await client.close();
    await server.close();
  };
  return { client, served, finished, [Symbol.asyncDispose]: close };
}

async function listOf<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const message of messages) list.push(message);
  return list;
}

describe.each([
  ["in memory", inMemory, 60, 2],
  // Two windows of a connection and of a stream, the sender's and what the reader's session has taken.
  ["over gRPC", overGrpc, 15, 64],
] as const)("streams %s", (_where, start, numRuns, ahead) => {
  const steps = fc.array(fc.constantFrom("send", "read", "turn"), { maxLength: 60 });

  test("every message arrives once and in order, whatever the pace of the two ends", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { maxLength: 40 }), steps, async (messages, pace) => {
        await using rig = await start({
          chat: async function* (requests) {
            for await (const request of requests) {
              yield request;
              yield request;
            }
          },
        });
        const chat = rig.client.chat.open();
        const sending = (async () => {
          for (const message of messages) await chat.send(message);
          chat.closeSend();
        })();
        const got: unknown[] = [];
        for (const step of pace) {
          if (step === "turn") await new Promise((resolve) => setImmediate(resolve));
          else if (step === "read") {
            const next = await chat.next();
            if (next.done !== true) got.push(next.value);
          }
        }
        got.push(...(await listOf(chat)));
        await sending;
        expect(got).toEqual(messages.flatMap((message) => [message, message]));
        expect(rig.served[0]?.rpcInfo.stats).toMatchObject({
          receivedMessages: messages.length,
          sentMessages: 2 * messages.length,
        });
      }),
      { numRuns },
    );
  });

  test("a producer stops soon after its reader", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), async (reads) => {
        const padding = "x".repeat(32 * 1024);
        let produced = 0;
        await using rig = await start({
          watch: async function* () {
            for (;;) yield { n: produced++, padding };
          },
        });
        const stream = rig.client.watch("go");
        for (let n = 0; n < reads; n++) expect((await stream.next()).value).toMatchObject({ n });
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        expect(produced).toBeLessThanOrEqual(reads + ahead);
        await stream.return?.();
      }),
      { numRuns: 20 },
    );
  });

  test("whoever ends a stream, and when: both ends end once, and nothing stays", async () => {
    const ending = fc.record({
      who: fc.constantFrom("reader breaks", "reader cancels", "signal", "source throws", "handler throws", "nobody"),
      after: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(ending, async ({ who, after }) => {
        const controller = new AbortController();
        await using rig = await start({
          chat: async function* (requests) {
            let n = 0;
            for await (const request of requests) {
              if (who === "handler throws" && n++ === after) throw new Error("of the handler");
              yield request;
            }
          },
        });
        const source = async function* (): AsyncGenerator<number> {
          for (let n = 0; n < 6; n++) {
            if (who === "source throws" && n === after) throw new Error("of the source");
            yield n;
          }
        };
        const stream = rig.client.chat(source(), { signal: controller.signal });
        const read = async (): Promise<string> => {
          let n = 0;
          for await (const _ of stream) {
            if (n++ < after) continue;
            if (who === "reader breaks") return "left";
            if (who === "reader cancels") stream.cancel();
            if (who === "signal") controller.abort();
          }
          return "ended";
        };
        const outcome = await read().catch((error: unknown) => Object(error).code);
        const expected = new Map([
          ["reader breaks", "left"],
          ["nobody", "ended"],
          ["handler throws", ErrorCode.Remote],
        ]);
        expect(outcome).toBe(expected.get(who) ?? ErrorCode.Canceled);
        await until(() => rig.finished.length === rig.served.length);
        expect(rig.served.length).toBeLessThanOrEqual(1); // none where nothing was sent before the end
        await rig.client.close(); // at once: nothing is in flight
      }),
      { numRuns: 2 * numRuns },
    );
  });
});
