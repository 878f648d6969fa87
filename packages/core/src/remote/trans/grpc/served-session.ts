import { type Connection, ConnectionError, ConnectionErrorCode, type FrameLength } from "@kitex-ts/netpoll";
import {
  type HeaderList,
  Http2ErrorCode,
  type Http2Session,
  type Http2Stream,
  type SessionEvents,
  type StreamEvents,
  serverSession,
} from "@kitex-ts/netpoll-http2";
import type { RpcStatus } from "../../../errors/rpc-status.ts";
import type { Timer } from "../../../util/timer.ts";
import type { ServedConnection, ServerWire } from "../server-trans-handler.ts";
import { Answer } from "./answer.ts";
import type { CallHost } from "./call-host.ts";
import { HeaderMemory } from "./header-memory.ts";
import { IdleWatch, type Watched } from "./idle-watch.ts";
import { type IncomingGrpcCall, type IncomingRequest, readRequest } from "./incoming-request.ts";
import { Keepalive, type KeptConnection } from "./keepalive.ts";
import type { BodyReading } from "./message-body.ts";
import { PingLimit } from "./ping-limit.ts";
import { answerPlain, deaf } from "./plain-answer.ts";
import type { ResolvedGrpcServerOptions } from "./server-options.ts";
import { ServerStreamCall } from "./server-stream-call.ts";
import { ServerUnaryCall } from "./server-unary-call.ts";
import { GRACEFUL_SHUTDOWN, GRACEFUL_SHUTDOWN_TEXT } from "./status-names.ts";

/** What one DATA frame holds, unless the peer takes larger ones (RFC 9113 section 4.2). */
const FRAME_BYTES = 16_384;

/** A connection from a gRPC client and the calls that are answered on it. */
export class ServedSession implements ServedConnection, CallHost, KeptConnection, Watched {
  readonly wire: ServerWire;
  readonly reading: BodyReading;
  readonly remote: string;
  readonly maxSendMessageBytes: number;
  readonly requestTimeoutMs: number;
  readonly #options: ResolvedGrpcServerOptions;
  readonly #connection: Connection;
  readonly #session: Http2Session;
  readonly #requests: HeaderMemory<IncomingRequest>;
  readonly #pings: PingLimit;
  readonly #keepalive: Keepalive;
  readonly #idleness: IdleWatch;
  #ageTimer: Timer | undefined;
  #begun = 0;
  #handlers = 0;

  constructor(connection: Connection, wire: ServerWire, options: ResolvedGrpcServerOptions) {
    const { limits, dispatch, clock, maxInFlight } = wire;
    this.wire = wire;
    this.#options = options;
    this.maxSendMessageBytes = options.maxSendMessageBytes;
    this.requestTimeoutMs = options.requestTimeoutMs;
    this.reading = {
      maxBytes: options.maxReceiveMessageBytes,
      maxInflateRatio: options.maxInflateRatio,
      maxElements: limits.maxElements,
    };
    this.remote = connection.remote;
    this.#connection = connection;
    const requests = {
      find: (service: string, method: string) => dispatch.find(service, method),
      compressors: options.compressors,
    };
    this.#requests = new HeaderMemory((headers) => readRequest(headers, requests));
    const events: SessionEvents = {
      onStream: (stream, headers, endStream) => this.#onStream(stream, headers, endStream),
      onPing: () => this.#onPing(),
      onClose: () => this.#stop(),
    };
    this.#session = serverSession(connection, events, {
      maxConcurrentStreams: options.maxConcurrentStreams ?? maxInFlight,
      maxHeaderListBytes: limits.maxHeaderBytes,
      maxHeaderFields: limits.maxHeaderPairs,
      trimFieldValues: true,
      clock,
    });
    this.#pings = new PingLimit(options.pingPolicy);
    this.#keepalive = new Keepalive(this, options.keepalive, clock);
    this.#idleness = new IdleWatch(this, options.maxConnectionIdleMs, () => this.drain(), clock);
    if (options.maxConnectionAgeMs > 0) this.#watchAge();
  }

  get frameLength(): FrameLength {
    return this.#session.frameLength;
  }

  get inFlight(): number {
    return this.#handlers;
  }

  get begun(): number {
    return this.#begun;
  }

  get pendingWriteBytes(): number {
    return this.#connection.pendingWriteBytes;
  }

  get bytesReceived(): number {
    return this.#connection.bytesReceived;
  }

  /** A server asks also clients that call nothing: their connections cost it as much. */
  get wanted(): boolean {
    return true;
  }

  onFrame(frame: Buffer): void {
    this.#session.onFrame(frame);
  }

  onClose(cause: ConnectionError | undefined): void {
    this.#session.onClose(cause);
  }

  answering(bytes: number): void {
    this.#pings.sent(Math.ceil(bytes / FRAME_BYTES) + 1);
  }

  handlerBegan(): void {
    this.#handlers += 1;
    this.#connection.occupied = true;
  }

  handlerEnded(): void {
    this.#handlers -= 1;
    this.#connection.occupied = this.#handlers > 0;
  }

  drain(): void {
    this.#session.drain();
  }

  close(): void {
    this.#session.abandon(GRACEFUL_SHUTDOWN, GRACEFUL_SHUTDOWN_TEXT);
  }

  ping(answered: () => void): void {
    this.#session.ping(answered);
  }

  dead(): void {
    const text = `${this.remote} gave no sign of life within ${this.#options.keepalive.timeoutMs} ms of being asked for one`;
    this.#connection.close(new ConnectionError(ConnectionErrorCode.IdleTimeout, text, { address: this.remote }));
  }

  #onStream(stream: Http2Stream, headers: HeaderList, endStream: boolean): StreamEvents {
    this.#begun += 1;
    const request = this.#requests.of(headers);
    switch (request.kind) {
      case "call":
        return this.#answer(stream, headers, request, endStream);
      case "refused":
        return this.#refuse(stream, request.head, request.status, endStream);
      case "http":
        return answerPlain(stream, request, headers.get(":method") === "HEAD", endStream);
    }
  }

  #onPing(): void {
    if (!this.#pings.came(this.wire.clock.now(), this.#session.activeStreams > 0)) return;
    this.#session.goAway(Http2ErrorCode.EnhanceYourCalm, "too_many_pings");
  }

  #answer(stream: Http2Stream, headers: HeaderList, call: IncomingGrpcCall, endStream: boolean): StreamEvents {
    const { served } = call;
    if (served.kind === "stream") return new ServerStreamCall(this, stream, headers, call, served, endStream);
    const unary = new ServerUnaryCall(this, stream, headers, call, served);
    if (endStream) unary.onHeaders();
    return unary;
  }

  #refuse(stream: Http2Stream, head: HeaderList, status: RpcStatus, endStream: boolean): StreamEvents {
    const answer = new Answer(this, stream, { head, compressor: "identity" });
    if (endStream) answer.requestEnded();
    answer.end(status);
    return deaf(stream);
  }

  #stop(): void {
    this.#keepalive.stop();
    this.#idleness.stop();
    this.#ageTimer?.cancel();
  }

  /** Connections of one age, made when their server was started, are not all to end at once. */
  #watchAge(): void {
    const { maxConnectionAgeMs, maxConnectionAgeGraceMs } = this.#options;
    const ms = maxConnectionAgeMs * (0.9 + Math.random() / 5);
    this.#ageTimer = this.wire.clock.setTimer(() => {
      this.drain();
      if (maxConnectionAgeGraceMs > 0) {
        this.#ageTimer = this.wire.clock.setTimer(() => this.close(), maxConnectionAgeGraceMs);
      }
    }, ms);
  }
}
