import {
  type CallOptions,
  createClient,
  ErrorCode,
  isBizStatusError,
  isKitexError,
  type KitexError,
  type Middleware,
  type RpcContext,
  type StreamMiddleware,
  silentLogger,
} from "@kitex-ts/core";
import { type GrpcServerOptions, grpc, Status } from "@kitex-ts/core/grpc";
import { Journal } from "../../interop/journal.ts";
import { textOf } from "../detail.ts";
import { Echo } from "../kitex-gen/interop/echo/service.ts";
import { EchoStream } from "../kitex-gen/streams/stream/service.ts";
import { Refused } from "../kitex-gen/streams/stream/types.ts";
import { fieldsOf } from "../metadata.ts";
import { type OurServer, startOurServer } from "../our-server.ts";
import type { DialOptions, Outcome, Peer, SeenCall, ServedPeer, ServeOptions } from "../peers/peer.ts";
import { type CallingLibrary, Calls, type RequestMessage, type ResponseMessage } from "./calls.ts";
import { SIGN_OF_LIFE_MS } from "./sign-of-life.ts";

/** Our client and server, in this process. Messages may have 16 MiB, and responses are compressed for who reads it. */
export const ourPeer: Peer = {
  serve: (options) => serve(options),
  dial: async (options) => new Calls(new OurLibrary(options)),
};

async function serve(options: ServeOptions): Promise<ServedPeer> {
  const seen = new Journal<SeenCall>();
  const server = await startOurServer(grpcOptionsOf(options), {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    middlewares: [noteCalls(seen)],
    stream: { middlewares: [noteStreams(seen)] },
    // Nobody is cut off: what does not end is to be seen.
    exitWaitMs: 60_000,
  });
  return servedPeer(server, seen);
}

function servedPeer({ address, close }: OurServer, seen: Journal<SeenCall>): ServedPeer {
  return { address, seen: (count) => seen.take(count), stop: close };
}

function grpcOptionsOf({ maxStreams, maxAgeMs, maxAgeGraceMs, maxIdleMs, ...times }: ServeOptions): GrpcServerOptions {
  const { keepaliveMs, minPingMs } = times;
  return {
    ...(maxStreams === undefined ? {} : { maxConcurrentStreams: maxStreams }),
    maxConnectionAgeMs: maxAgeMs ?? 0,
    maxConnectionAgeGraceMs: maxAgeGraceMs ?? 0,
    maxConnectionIdleMs: maxIdleMs ?? 0,
    ...(keepaliveMs === undefined ? {} : { keepalive: { timeMs: keepaliveMs, timeoutMs: SIGN_OF_LIFE_MS } }),
    ...(minPingMs === undefined ? {} : { pingPolicy: { minTimeMs: minPingMs } }),
  };
}

function noteCalls(seen: Journal<SeenCall>): Middleware {
  return (next) => async (ctx, request) => {
    // It goes where Kitex's wire does, and over no other.
    ctx.meta.backward.set("answered", ctx.rpcInfo.invocation.method);
    try {
      return await next(ctx, request);
    } finally {
      seen.add(seenCall(ctx, 1));
    }
  };
}

function noteStreams(seen: Journal<SeenCall>): StreamMiddleware {
  return (next) =>
    async function* noted(ctx, requests) {
      try {
        yield* next(ctx, requests);
      } finally {
        seen.add(seenCall(ctx, ctx.rpcInfo.stats.receivedMessages));
      }
    };
}

function seenCall(ctx: RpcContext, requests: number): SeenCall {
  const { abortReason } = ctx;
  const late = isKitexError(abortReason, ErrorCode.RpcTimeout);
  return {
    method: ctx.rpcInfo.invocation.method,
    metadata: fieldsOf(ctx.metadata.request),
    ...valuesOf("transient", ctx.meta.transient),
    ...valuesOf("persistent", ctx.meta.persistent),
    requests,
    ...(abortReason === undefined ? {} : { ended: late ? "deadline" : "canceled" }),
  };
}

function valuesOf(name: "transient" | "persistent", came: Iterable<readonly [string, string]>): Partial<SeenCall> {
  const values = Object.fromEntries(came);
  return Object.keys(values).length === 0 ? {} : { [name]: values };
}

/** The methods of either client. */
interface Methods {
  plain?(request: RequestMessage, options: CallOptions): Promise<ResponseMessage>;
  unary(request: RequestMessage, options: CallOptions): Promise<ResponseMessage>;
  serverStream(request: RequestMessage, options: CallOptions): AsyncIterable<ResponseMessage>;
  clientStream(requests: AsyncIterable<RequestMessage>, options: CallOptions): Promise<ResponseMessage>;
  bidi(requests: AsyncIterable<RequestMessage>, options: CallOptions): AsyncIterable<ResponseMessage>;
  close(): Promise<void>;
}

class OurLibrary implements CallingLibrary {
  readonly #client: Methods;

  constructor({ address, service = "Echo", keepaliveMs, tls }: DialOptions) {
    const options = {
      destination: "interop.echo",
      serviceName: "ours.client",
      hostPorts: [address],
      transport: grpc({
        maxReceiveMessageBytes: 16 * 1024 * 1024,
        ...(keepaliveMs === undefined ? {} : { keepalive: { timeMs: keepaliveMs, timeoutMs: SIGN_OF_LIFE_MS } }),
      }),
      connectTimeoutMs: 10_000,
      ...(tls === undefined ? {} : { tls: { ca: tls.ca, serverName: "localhost" } }),
      logger: silentLogger,
    };
    this.#client = service === "Echo" ? createClient(Echo, options) : createClient(EchoStream, options);
  }

  async *begin(
    method: string,
    requests: AsyncIterable<RequestMessage>,
    options: CallOptions,
  ): AsyncGenerator<ResponseMessage> {
    const client = this.#client;
    switch (method.toLowerCase()) {
      case "plain":
        if (client.plain === undefined) throw new Error("Echo has no method plain");
        yield await client.plain(await firstOf(requests), options);
        return;
      case "unary":
        yield await client.unary(await firstOf(requests), options);
        return;
      case "serverstream":
        yield* client.serverStream(await firstOf(requests), options);
        return;
      case "clientstream":
        yield await client.clientStream(requests, options);
        return;
      case "bidi":
        yield* client.bidi(requests, options);
        return;
      default:
        throw new Error(`no method "${method}"`);
    }
  }

  outcomeOf(error: unknown): Outcome {
    if (isBizStatusError(error)) {
      return { kind: "business", code: error.status, message: error.message, extra: Object.fromEntries(error.extra) };
    }
    if (error instanceof Refused) return { kind: "declared", message: error.fields.why };
    if (!isKitexError(error)) throw error;
    return outcomeOfError(error);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** The status that came, or that gRPC has for what happened here. */
function outcomeOfError({ status, code, message }: KitexError): Outcome {
  if (code === ErrorCode.RpcTimeout) return { kind: "status", code: Status.DeadlineExceeded, message };
  if (code === ErrorCode.Canceled)
    return { kind: "status", code: Status.Cancelled, message: status?.message ?? message };
  if (status === undefined) return { kind: "failure", message: `${code}: ${message}` };
  const details = status.details.map(textOf);
  return {
    kind: "status",
    code: status.code,
    message: status.message,
    ...(details.length === 0 ? {} : { details }),
  };
}

/** The one request of a method that takes one. */
export async function firstOf<T>(requests: AsyncIterable<T>): Promise<T> {
  for await (const request of requests) return request;
  throw new Error("a call of one request was given none");
}
