import { type Address, type Connection, dial } from "@kitex-ts/netpoll";
import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { RpcContext } from "../../../context/rpc-context.ts";
import type {
  ClientTransHandler,
  ClientTransport,
  ClientTransportSetup,
  ConnectOptions,
  TransStats,
} from "../trans-handler.ts";
import { type GrpcOptions, type ResolvedGrpcOptions, resolveGrpcOptions } from "./client-options.ts";
import { ClientSession } from "./client-session.ts";
import { ClientStream } from "./client-stream.ts";
import { type ClientWire, compressorOf, unsent } from "./client-wire.ts";
import { compressedMessage } from "./outgoing-messages.ts";
import { RequestHeaders } from "./request-headers.ts";
import { SessionPool, type SiteEvents, type WaitingCall } from "./session-pool.ts";
import { UnaryCall, type UnaryOutcome } from "./unary-call.ts";

/** gRPC over HTTP/2: for services of Protobuf and Thrift, their streams above all. Throws `InvalidOption`. */
export function grpc(options: GrpcOptions = {}): ClientTransport {
  const resolved = resolveGrpcOptions(options);
  return {
    name: "grpc",
    carriesHeaders: true,
    carriesStreams: true,
    open: (setup) => new GrpcTransHandler(resolved, setup),
  };
}

/** Speaks gRPC over connections that its calls share. */
class GrpcTransHandler implements ClientTransHandler {
  readonly #options: ResolvedGrpcOptions;
  readonly #setup: ClientTransportSetup;
  readonly #wire: ClientWire;
  readonly #pool: SessionPool;
  readonly #sessions = new Set<ClientSession>();
  #opening = 0;
  /** Ends attempts to connect that are under way when the client closes. */
  readonly #closing = new AbortController();

  constructor(options: ResolvedGrpcOptions, setup: ClientTransportSetup) {
    const { limits, payloadCodec, packageName, idlService, maxPendingWriteBytes, connection } = setup;
    this.#options = options;
    this.#setup = setup;
    this.#wire = {
      run: (address, call) => this.#run(address, call),
      headers: new RequestHeaders({
        payloadCodec,
        packageName,
        idlService,
        authority: options.authority ?? setup.destination,
        scheme: setup.tls === undefined ? "http" : "https",
      }),
      options,
      limits,
      reading: {
        maxBytes: options.maxReceiveMessageBytes,
        maxInflateRatio: options.maxInflateRatio,
        maxElements: limits.maxElements,
      },
      maxPendingWriteBytes,
      closing: this.#closing.signal,
    };
    const shared = "connections" in connection ? connection.connections : 1;
    const open = (address: Address, connectTimeoutMs: number, events: SiteEvents): Promise<ClientSession> =>
      this.#open(address, connectTimeoutMs, events);
    this.#pool = new SessionPool(open, options.connections ?? shared);
  }

  roundTrip(ctx: RpcContext, address: Address, request: unknown): Promise<unknown> {
    if (ctx.abortReason !== undefined) return Promise.reject(ctx.abortReason);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const outcome: UnaryOutcome = { resolve, reject };
    if (compressorOf(this.#wire, ctx) === "gzip") void this.#compressAndRun(ctx, address, request, outcome);
    else this.#run(address, new UnaryCall(ctx, address, this.#wire, request, undefined, outcome));
    return promise;
  }

  stream(ctx: RpcContext, address: Address, requests: AsyncIterable<unknown>): AsyncIterable<unknown> {
    return new ClientStream(ctx, address, this.#wire, requests);
  }

  /** gRPC answers every call: the answer is awaited, and what it says is for nobody. */
  async sendOneway(ctx: RpcContext, address: Address, request: unknown): Promise<void> {
    await this.roundTrip(ctx, address, request);
  }

  async connect(address: Address, { connectTimeoutMs, signal }: ConnectOptions): Promise<void> {
    const connected = this.#pool.connect(address, connectTimeoutMs);
    // Others may wait for the same attempt: who gives up leaves it to them.
    connected.catch(() => {});
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      if (signal.aborted) onAbort();
      await Promise.race([connected, promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  evict(address: Address): void {
    this.#pool.evict(address);
  }

  stats(): TransStats {
    let [idle, pendingWriteBytes] = [0, 0];
    for (const session of this.#sessions) {
      if (session.inFlight === 0) idle += 1;
      pendingWriteBytes += session.pendingWriteBytes;
    }
    return {
      connections: { idle, inUse: this.#sessions.size - idle, opening: this.#opening },
      pendingWriteBytes,
    };
  }

  close(): void {
    this.#closing.abort();
    for (const session of [...this.#sessions]) session.close();
  }

  #run(address: Address, call: WaitingCall): void {
    if (this.#setup.connection.kind === "short") void this.#runAlone(address, call);
    else this.#pool.run(address, call);
  }

  /** Runs a call on a connection of its own. */
  async #runAlone(address: Address, call: WaitingCall): Promise<void> {
    try {
      const session = await this.#open(address, call.ctx.rpcInfo.config.connectTimeoutMs, noEvents);
      call.start(session);
      session.retire();
    } catch (error) {
      call.noConnection(error);
    }
  }

  async #compressAndRun(ctx: RpcContext, address: Address, request: unknown, outcome: UnaryOutcome): Promise<void> {
    const { args } = ctx.rpcInfo.invocation.methodInfo;
    const write = (out: ByteWriter): void => args.write(request, out, this.#setup.limits.maxDepth);
    ctx.phase = "encode";
    try {
      const compressed = await compressedMessage(write, this.#options.maxSendMessageBytes);
      this.#run(address, new UnaryCall(ctx, address, this.#wire, request, compressed, outcome));
    } catch (cause) {
      outcome.reject(unsent(ctx, cause));
    }
  }

  async #open(address: Address, connectTimeoutMs: number, events: SiteEvents): Promise<ClientSession> {
    const { clock, limits } = this.#setup;
    const { keepalive, idleTimeoutMs } = this.#options;
    const connection = await this.#dial(address, connectTimeoutMs);
    const session = new ClientSession(
      connection,
      {
        session: {
          clock,
          maxHeaderListBytes: limits.maxHeaderBytes,
          maxHeaderFields: limits.maxHeaderPairs,
          trimFieldValues: true,
        },
        keepalive,
        idleTimeoutMs,
        clock,
      },
      {
        onRoom: () => events.onRoom(),
        onUnusable: (unusable) => events.onUnusable(unusable),
        onClosed: (closed) => this.#sessions.delete(closed),
      },
    );
    this.#sessions.add(session);
    return session;
  }

  async #dial(address: Address, connectTimeoutMs: number): Promise<Connection> {
    const { tls, clock } = this.#setup;
    this.#opening += 1;
    try {
      return await dial(address, {
        connectTimeoutMs,
        signal: this.#closing.signal,
        ...(tls === undefined ? {} : { tls: { alpnProtocols: ["h2"], ...tls } }),
        // Calls are refused before this is reached; a connection is never lost to one large request.
        maxPendingWriteBytes: Number.MAX_SAFE_INTEGER,
        clock,
      });
    } finally {
      this.#opening -= 1;
    }
  }
}

/** For a connection that belongs to no pool. */
const noEvents: SiteEvents = { onRoom: () => {}, onUnusable: () => {} };
