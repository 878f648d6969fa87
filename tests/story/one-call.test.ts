import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CallOutcome,
  createClient,
  createServer,
  type RpcContext,
  type ServiceInfo,
  type Tracer,
} from "@kitex-ts/core";
import type { MethodInfo, PayloadCodec } from "@kitex-ts/core/extension";
import { expect, test } from "vitest";
import { Lab } from "../fixtures/kitex-gen/echo/service.ts";
import { labHandler } from "../support/lab-handler.ts";
import { root } from "../support/workspace.ts";
import { lookAtWrites, type Road, recordRoad } from "./record-road.ts";

test("a unary call passes these files, in this order", async () => {
  const { clientOut, clientBack, serverIn, serverBack } = await recordOneCall();

  expect(clientOut.files).toMatchInlineSnapshot(`
    [
      "core/service/client-call.ts",
      "core/client/service-caller.ts",
      "core/client/call-contexts.ts",
      "core/tracing/traced.ts",
      "core/governance/timeout.ts",
      "core/governance/wait-for-ready.ts",
      "core/discovery/resolve.ts",
      "core/client/invoke.ts",
      "core/remote/trans/wire-transport.ts",
      "core/remote/trans/auto-pool.ts",
      "netpoll/pool/long-pool.ts",
      "netpoll/dialer.ts",
      "core/remote/trans/client-connection.ts",
      "core/remote/transmeta/request-header.ts",
      "codec-thrift/payload-codec.ts",
      "kitex-gen/echo/codec.ts",
      "netpoll/flush-scheduler.ts",
      "netpoll/write-queue.ts",
      "netpoll/socket.ts",
    ]
  `);
  expect(serverIn.files).toMatchInlineSnapshot(`
    [
      "netpoll/socket.ts",
      "netpoll/connection.ts",
      "core/remote/trans/detect.ts",
      "core/remote/trans/server-connection.ts",
      "core/remote/codec/incoming-message.ts",
      "core/server/dispatch.ts",
      "core/tracing/traced.ts",
      "codec-thrift/payload-codec.ts",
      "core/server/invoke.ts",
      "core/context/current-context.ts",
      "kitex-gen/echo/server.ts",
    ]
  `);
  expect(serverBack.files).toMatchInlineSnapshot(`
    [
      "core/server/dispatch.ts",
      "core/remote/trans/server-connection.ts",
      "core/remote/trans/reply-writer.ts",
      "codec-thrift/payload-codec.ts",
      "kitex-gen/echo/codec.ts",
      "core/tracing/traced.ts",
      "netpoll/flush-scheduler.ts",
      "netpoll/write-queue.ts",
      "netpoll/socket.ts",
    ]
  `);
  expect(clientBack.files).toMatchInlineSnapshot(`
    [
      "netpoll/socket.ts",
      "netpoll/connection.ts",
      "netpoll/mux/mux-connection.ts",
      "core/remote/trans/exchange.ts",
      "core/remote/trans/client-connection.ts",
      "core/remote/trans/reply.ts",
      "core/remote/codec/incoming-message.ts",
      "codec-thrift/payload-codec.ts",
      "core/tracing/traced.ts",
      "core/client/service-caller.ts",
    ]
  `);
});

test("docs/path-of-a-call.md draws that road, and its files exist", async () => {
  const { clientOut, clientBack, serverIn, serverBack } = await recordOneCall();
  const page = readFileSync(join(root, "docs/path-of-a-call.md"), "utf8");
  const [client = [], server = []] = page
    .split("\n## ")
    .map(filesOfTable)
    .filter(({ length }) => length > 0);
  expect(client).toEqual([...clientOut.files, ...clientBack.files]);
  expect(server).toEqual([...serverIn.files, ...serverBack.files]);
  for (const file of [...client, ...server]) expect(existsSync(pathOf(file)), file).toBe(true);
  for (const [, file = ""] of page.matchAll(/`((?:core|netpoll|codec-thrift|kitex-gen)\/[\w/-]+\.ts)`/g)) {
    expect(existsSync(pathOf(file)), file).toBe(true);
  }
});

interface OneCall {
  readonly clientOut: Road;
  readonly clientBack: Road;
  readonly serverIn: Road;
  readonly serverBack: Road;
}

/** Makes the first call of a client to a server, through every seam where a looker can stand. */
async function recordOneCall(): Promise<OneCall> {
  const [clientOut, clientBack, serverIn, serverBack] = [recordRoad(), recordRoad(), recordRoad(), recordRoad()];
  let sent = false;
  let handled = false;
  const onClient: Road = looking(() => (sent ? clientBack : clientOut));
  const onServer: Road = looking(() => (handled ? serverBack : serverIn));

  await using server = createServer({
    port: 0,
    host: "127.0.0.1",
    tracers: [lookingTracer(onServer)],
    middlewares: [
      (next) => (ctx, request) => {
        onServer.look();
        return next(ctx, request);
      },
    ],
  });
  server.register(lookedAt(Lab, onServer), {
    ...labHandler,
    Echo: (request, ctx) => {
      onServer.look();
      handled = true;
      ctx.meta.backward.set("seen", "1");
      return looksWhenRead(request.message, onServer);
    },
  });
  const { port } = await server.listen();
  await using client = createClient(lookedAt(Lab, onClient), {
    destination: "lab",
    hostPorts: [`127.0.0.1:${port}`],
    clock: lookingClock(onClient),
    tracers: [lookingTracer(onClient)],
  });

  const stop = lookAtWrites((socket) => {
    if (socket.remotePort !== port) return onServer.look();
    onClient.look();
    sent = true;
  });
  try {
    await client.Echo(looksWhenRead("hi", onClient), { onBackward: () => onClient.look() });
  } finally {
    stop();
  }
  return { clientOut, clientBack, serverIn, serverBack };
}

/** A road that is, at each moment, the one that `current` says. */
function looking(current: () => Road): Road {
  return {
    look: () => current().look(),
    get files() {
      return current().files;
    },
  };
}

/** A service whose codec looks at the road before it does its work. */
function lookedAt<Client, Handler>(service: ServiceInfo<Client, Handler>, road: Road): ServiceInfo<Client, Handler> {
  const looked = <Args extends readonly unknown[], Result>(work: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      road.look();
      return work(...args);
    };
  };
  const { payloadCodec } = service;
  const codec: PayloadCodec = {
    ...payloadCodec,
    matches: looked(payloadCodec.matches),
    encodeRequest: looked(payloadCodec.encodeRequest),
    encodeReply: looked(payloadCodec.encodeReply),
    decodeEnvelope: looked(payloadCodec.decodeEnvelope),
  };
  // The codec calls these: it is on the stack when they look.
  const method = (info: MethodInfo): MethodInfo => ({
    ...info,
    args: { ...info.args, read: looked(info.args.read) },
    result: { ...info.result, read: looked(info.result.read) },
  });
  const methods = new Map(Array.from(service.methods, ([name, info]) => [name, method(info)]));
  return { ...service, payloadCodec: codec, methods };
}

/** A request or response that looks at the road when a codec reads its field. */
function looksWhenRead(message: string, road: Road): { readonly message: string } {
  return {
    get message() {
      road.look();
      return message;
    },
  };
}

function lookingTracer(road: Road): Tracer {
  return { start: (_ctx: RpcContext) => road.look(), finish: (_ctx: RpcContext, _outcome: CallOutcome) => road.look() };
}

function lookingClock(road: Road): { now(): number; setTimer(fn: () => void, ms: number): { cancel(): void } } {
  return {
    now: () => {
      road.look();
      return performance.now();
    },
    setTimer: (fn, ms) => {
      road.look();
      const timeout = setTimeout(fn, ms).unref();
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}

/** The files in the second column of a section's table, row by row. */
function filesOfTable(section: string): readonly string[] {
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.flatMap((row) =>
    Array.from((row.split("|")[2] ?? "").matchAll(/`([\w/-]+\.ts)`/g), ([, file = ""]) => file),
  );
}

function pathOf(file: string): string {
  const [folder = "", ...rest] = file.split("/");
  return folder === "kitex-gen" ? join(root, "tests/fixtures", file) : join(root, "packages", folder, "src", ...rest);
}
