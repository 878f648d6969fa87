import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import {
  type ChannelOptions,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerErrorResponse,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { isKitexError, Metadata } from "@kitex-ts/core";
import { Journal } from "../../interop/journal.ts";
import { fieldsOf } from "../metadata.ts";
import {
  type ScriptedContext,
  type ScriptedRequest,
  type ScriptedResponse,
  scriptedHandlers,
} from "../our-handlers.ts";
import type { SeenCall, ServedPeer, ServeOptions } from "../peers/peer.ts";
import { detailsToWire, fromWire, loadedMethods, toWire } from "./grpc-js-messages.ts";
import { SIGN_OF_LIFE_MS } from "./sign-of-life.ts";

type Request = ScriptedRequest;
type Response = ScriptedResponse;
type Callback = sendUnaryData<Response>;

/** Starts a server of grpc-js whose handlers do what scripts say. */
export async function serveGrpcJs(options: ServeOptions): Promise<ServedPeer> {
  const seen = new Journal<SeenCall>();
  const server = new Server(channelOptionsOf(options));
  server.addService(loadedMethods, handlersOf(seen));
  const { tls } = options;
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    seen: (count) => seen.take(count),
    stop: () =>
      new Promise((resolve, reject) => {
        server.tryShutdown((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

function channelOptionsOf({
  maxStreams,
  maxAgeMs,
  maxAgeGraceMs,
  maxIdleMs,
  keepaliveMs,
}: ServeOptions): ChannelOptions {
  return {
    "grpc.max_receive_message_length": -1,
    ...(maxStreams === undefined ? {} : { "grpc.max_concurrent_streams": maxStreams }),
    ...(maxAgeMs === undefined ? {} : { "grpc.max_connection_age_ms": maxAgeMs }),
    ...(maxAgeGraceMs === undefined ? {} : { "grpc.max_connection_age_grace_ms": maxAgeGraceMs }),
    ...(maxIdleMs === undefined ? {} : { "grpc.max_connection_idle_ms": maxIdleMs }),
    ...(keepaliveMs === undefined ? {} : { "grpc.keepalive_time_ms": keepaliveMs }),
    "grpc.keepalive_timeout_ms": SIGN_OF_LIFE_MS,
  };
}

function handlersOf(seen: Journal<SeenCall>): Parameters<Server["addService"]>[1] {
  return {
    Unary: (wire: ServerUnaryCall<Request, Response>, callback: Callback) => {
      const call = new Served(wire, "Unary", seen);
      call.requests = 1;
      void call.answerOnce(scriptedHandlers.unary(wire.request, call.context), callback);
    },
    ServerStream: (wire: ServerWritableStream<Request, Response>) => {
      const call = new Served(wire, "ServerStream", seen);
      call.requests = 1;
      void call.answerAll(scriptedHandlers.serverStream(wire.request, call.context), wire);
    },
    ClientStream: (wire: ServerReadableStream<Request, Response>, callback: Callback) => {
      const call = new Served(wire, "ClientStream", seen);
      void call.answerOnce(scriptedHandlers.clientStream(call.counted(wire), call.context), callback);
    },
    Bidi: (wire: ServerDuplexStream<Request, Response>) => {
      const call = new Served(wire, "Bidi", seen);
      void call.answerAll(scriptedHandlers.bidi(call.counted(wire), call.context), wire);
    },
  };
}

type AnyCall =
  | ServerUnaryCall<Request, Response>
  | ServerWritableStream<Request, Response>
  | ServerReadableStream<Request, Response>
  | ServerDuplexStream<Request, Response>;

/** One call that is answered. */
class Served {
  requests = 0;
  readonly context: ScriptedContext;
  readonly #wire: AnyCall;
  readonly #method: string;
  readonly #seen: Journal<SeenCall>;
  readonly #header = new Metadata();
  readonly #trailer = new Metadata();
  readonly #request: Metadata;
  #headerSent = false;

  constructor(wire: AnyCall, method: string, seen: Journal<SeenCall>) {
    this.#wire = wire;
    this.#method = method;
    this.#seen = seen;
    this.#request = fromWire(wire.metadata);
    const events: EventEmitter = wire;
    this.context = {
      metadata: {
        request: this.#request,
        header: this.#header,
        trailer: this.#trailer,
        sendHeader: () => this.#sendHeader(),
      },
      timeLeftMs: timeLeftOf(wire),
      onAbort: (listener) => {
        if (wire.cancelled) listener();
        else events.on("cancelled", listener);
      },
    };
  }

  /** The requests as they come. Leaving them early is no end of the call. */
  async *counted(wire: Readable): AsyncGenerator<Request> {
    for await (const request of wire.iterator({ destroyOnReturn: false })) {
      this.requests += 1;
      yield request;
    }
  }

  async answerOnce(answer: Promise<Response>, callback: Callback): Promise<void> {
    try {
      const response = await answer;
      this.#sendHeader();
      callback(null, response, toWire(this.#trailer));
    } catch (error) {
      callback(this.#failureOf(error));
    } finally {
      this.#note();
    }
  }

  async answerAll(
    answers: AsyncIterable<Response>,
    wire: ServerWritableStream<Request, Response> | ServerDuplexStream<Request, Response>,
  ): Promise<void> {
    try {
      for await (const response of answers) {
        this.#sendHeader();
        if (!wire.write(response)) await this.#room(wire);
        if (wire.cancelled) break;
      }
      this.#sendHeader();
      wire.end(toWire(this.#trailer));
    } catch (error) {
      wire.emit("error", this.#failureOf(error));
    } finally {
      this.#note();
    }
  }

  #room(wire: ServerWritableStream<Request, Response> | ServerDuplexStream<Request, Response>): Promise<void> {
    return new Promise((resolve) => {
      const events: EventEmitter = wire;
      const done = (): void => {
        events.off("drain", done).off("cancelled", done);
        resolve();
      };
      if (wire.cancelled) resolve();
      else events.on("drain", done).on("cancelled", done);
    });
  }

  #sendHeader(): void {
    if (this.#headerSent) return;
    this.#headerSent = true;
    this.#wire.sendMetadata(toWire(this.#header));
  }

  #note(): void {
    this.#seen.add({
      method: this.#method,
      metadata: fieldsOf(this.#request),
      requests: this.requests,
      ...(this.#wire.cancelled ? { ended: "canceled" } : {}),
    });
  }

  #failureOf(error: unknown): ServerErrorResponse | Partial<StatusObject> {
    const metadata = toWire(this.#trailer);
    if (isKitexError(error) && error.status !== undefined) {
      const { message, details } = error.status;
      const code: number = error.status.code;
      if (details.length > 0) {
        metadata.set("grpc-status-details-bin", Buffer.from(detailsToWire(code, message, details)));
      }
      return { code, details: message, metadata };
    }
    return Object.assign(error instanceof Error ? error : new Error(String(error)), { metadata });
  }
}

function timeLeftOf(wire: AnyCall): number | undefined {
  const deadline = wire.getDeadline();
  const at = deadline instanceof Date ? deadline.getTime() : deadline;
  return Number.isFinite(at) ? at - Date.now() : undefined;
}
