import type { Resolver } from "../discovery/resolver.ts";
import { staticResolver } from "../discovery/static-resolver.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import { assertAmounts, invalidOption } from "../errors/invalid-option.ts";
import { guardedLogger } from "../logging/guarded-logger.ts";
import type { Logger } from "../logging/logger.ts";
import type { ClientTransport, ConnectionOptions, LongPoolNumbers } from "../remote/trans/trans-handler.ts";
import { ttheader } from "../remote/trans/wire-transport.ts";
import { resolveWireLimits, type WireLimitOptions, type WireLimits } from "../remote/wire-limits.ts";
import type { Monitor } from "../tracing/monitor.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Clock } from "../util/clock.ts";
import { mergeOptions, type Suite } from "../util/merge-options.ts";
import { type ClientTls, clientDefaults, longPoolDefaults, readAddress, sharedDefaults } from "./defaults.ts";

/** How a client holds its connections, by Kitex's names. */
export type ConnectionKind = "auto" | "long" | "short" | "mux";

/** A kind of connection with its numbers. */
export type ConnectionChoice =
  | ConnectionKind
  | ({
      readonly kind: "auto";
      readonly connections?: number;
      readonly negotiationWaitMs?: number;
    } & Partial<LongPoolNumbers>)
  | ({ readonly kind: "long" } & Partial<LongPoolNumbers>)
  | { readonly kind: "short" }
  | { readonly kind: "mux"; readonly connections?: number };

/** What a client can be told of its streams. */
export interface ClientStreamOptions {
  /** Milliseconds for a whole stream; 0, the default, means no limit (Kitex's, whose streams have only their context's deadline). */
  readonly timeoutMs?: number;
  /**
   * Milliseconds that who waits for a message may wait for it; 0, the default, means no limit. At the end the stream is
   * canceled, and fails with `RpcTimeout` and status 17. (Kitex: `WithStreamRecvTimeoutConfig`.)
   */
  readonly recvTimeoutMs?: number;
  /** Around every stream; the first is the outermost. (Kitex: `WithStreamMiddleware`; for each message, `eachMessage`.) */
  readonly middlewares?: readonly StreamMiddleware[];
}

/** What a client can be told. Everything but `destination` has a default. */
export interface ClientOptions extends WireLimitOptions {
  /** The name of the called service in discovery. */
  readonly destination: string;
  /** Fixed addresses (`"host:port"`, `"[::1]:80"`, `"unix:/path"`); one of `hostPorts` and `resolver` is needed. */
  readonly hostPorts?: readonly string[];
  /** Finds the instances of `destination`. */
  readonly resolver?: Resolver;
  /** The wire protocol. Default: `ttheader()`, framed inside. */
  readonly transport?: ClientTransport;
  /**
   * How connections are held. Default `"auto"`: shared with peers that agree to it, pooled otherwise.
   * `"long"`: a pool with Kitex's numbers. `"short"`: a connection for each call. `"mux"`: shared without asking, for
   * Go servers with `WithMuxTransport`.
   */
  readonly connection?: ConnectionChoice;
  /** Milliseconds for a whole call; 0 means no limit. Default 5,000 (Kitex: no limit). */
  readonly timeoutMs?: number;
  /** Milliseconds for making a connection; 0 means no limit. Default 1,000 (Kitex: 50). */
  readonly connectTimeoutMs?: number;
  /** Milliseconds that `close()` waits for calls in flight before it fails them. Default 5,000 (Kitex's exit wait). */
  readonly exitWaitMs?: number;
  /** This program's own name, told to the callee. Default: in a handler the server's, else empty. */
  readonly serviceName?: string;
  /** TLS: `true`, or certificates and names. The peer's certificate is verified unless that is switched off. */
  readonly tls?: boolean | ClientTls;
  /** Facts about the wanted instance, for resolvers and middlewares. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Around every call; the first is the outermost. */
  readonly middlewares?: readonly Middleware[];
  /** Options that travel together. Later suites win over earlier ones, the client's own options over all; lists add up. */
  readonly suites?: readonly ClientSuite[];
  /** How streams differ from calls. */
  readonly stream?: ClientStreamOptions;
  readonly tracers?: readonly Tracer[];
  /** Look at what the client holds: calls, connections, bytes that wait. */
  readonly monitors?: readonly Monitor[];
  /** Default: one line on standard error for each warning. */
  readonly logger?: Logger;
  /** Bytes that may wait for a slow peer before further calls are refused. Default 64 MiB. */
  readonly maxPendingWriteBytes?: number;
  /** Where time comes from; for tests. */
  readonly clock?: Clock;
}

/** Client options that travel together, under a name. */
export type ClientSuite = Suite<Omit<Partial<ClientOptions>, "destination">>;

/** What a client was told of its streams, complete. */
export interface ResolvedStreamOptions {
  readonly timeoutMs: number;
  readonly recvTimeoutMs: number;
  readonly middlewares: readonly StreamMiddleware[];
}

/** Complete options. */
export interface ResolvedClientOptions {
  readonly destination: string;
  readonly resolver: Resolver;
  readonly transport: ClientTransport;
  readonly connection: ConnectionOptions;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Whether the application gave it. */
  readonly connectTimeoutStated: boolean;
  readonly exitWaitMs: number;
  readonly serviceName: string | undefined;
  readonly tls: ClientTls | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly limits: WireLimits;
  readonly maxPendingWriteBytes: number;
  readonly middlewares: readonly Middleware[];
  readonly stream: ResolvedStreamOptions;
  readonly tracers: readonly Tracer[];
  readonly monitors: readonly Monitor[];
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Turns what an application gives into complete options. Throws `InvalidOption`. */
export function resolveClientOptions(given: ClientOptions): ResolvedClientOptions {
  const merged = mergeOptions(given, ["stream"]);
  if (typeof merged.destination !== "string" || merged.destination === "") {
    throw invalidOption('destination is empty: name the service to call, for example { destination: "echo" }');
  }
  const amounts = {
    timeoutMs: merged.timeoutMs ?? clientDefaults.timeoutMs,
    connectTimeoutMs: merged.connectTimeoutMs ?? clientDefaults.connectTimeoutMs,
    exitWaitMs: merged.exitWaitMs ?? clientDefaults.exitWaitMs,
    maxPendingWriteBytes: merged.maxPendingWriteBytes ?? clientDefaults.maxPendingWriteBytes,
  };
  const limits = resolveWireLimits(merged, clientDefaults.maxFrameBytes);
  assertAmounts(amounts);
  const transport = merged.transport ?? ttheader();
  const connection = resolveConnection(merged.connection ?? "auto");
  if (connection.kind === "mux" && !transport.carriesHeaders) {
    throw invalidOption(`connection: "mux" needs headers, and transport "${transport.name}" has none: use ttheader()`);
  }
  return {
    ...amounts,
    connectTimeoutStated: merged.connectTimeoutMs !== undefined,
    limits,
    destination: merged.destination,
    resolver: resolverOf(merged),
    transport,
    connection,
    serviceName: merged.serviceName,
    tls: tlsOf(merged.tls),
    tags: new Map(Object.entries(merged.tags ?? {})),
    middlewares: merged.middlewares ?? [],
    stream: resolveStream(merged.stream ?? {}),
    tracers: merged.tracers ?? [],
    monitors: merged.monitors ?? [],
    logger: guardedLogger(merged.logger ?? clientDefaults.logger),
    clock: merged.clock ?? clientDefaults.clock,
  };
}

function resolveStream({
  timeoutMs = 0,
  recvTimeoutMs = 0,
  middlewares = [],
}: ClientStreamOptions): ResolvedStreamOptions {
  assertAmounts({ "stream.timeoutMs": timeoutMs, "stream.recvTimeoutMs": recvTimeoutMs });
  return { timeoutMs, recvTimeoutMs, middlewares };
}

function resolverOf({ destination, hostPorts, resolver }: ClientOptions): Resolver {
  if (hostPorts !== undefined && resolver !== undefined) {
    throw invalidOption(`both hostPorts and resolver are given for "${destination}": choose one`);
  }
  if (resolver !== undefined) return resolver;
  if (hostPorts === undefined || hostPorts.length === 0) {
    throw invalidOption(
      `nothing says where "${destination}" is: give hostPorts, for example { hostPorts: ["127.0.0.1:8888"] }, or a resolver`,
    );
  }
  for (const address of hostPorts) {
    if (readAddress(address) === undefined) {
      throw invalidOption(`hostPorts: "${address}" is none of "host:port", "[::1]:port" and "unix:/path"`);
    }
  }
  return staticResolver(hostPorts);
}

function resolveConnection(choice: ConnectionChoice): ConnectionOptions {
  const given = typeof choice === "string" ? { kind: choice } : choice;
  const { kind, ...numbers } = given;
  assertAmounts(numbers);
  if ("connections" in numbers && (!Number.isInteger(numbers.connections) || numbers.connections === 0)) {
    throw invalidOption(`connections must be a whole number of at least 1, got ${numbers.connections}`);
  }
  switch (kind) {
    case "short":
      return { kind };
    case "long":
      return { kind, ...longPoolDefaults, ...numbers };
    case "mux":
      return { kind, connections: sharedDefaults.connections, ...numbers };
    case "auto":
      return { kind, ...sharedDefaults, ...longPoolDefaults, ...numbers };
    default:
      throw invalidOption(`connection: ${JSON.stringify(kind)} is none of "auto", "long", "short" and "mux"`);
  }
}

function tlsOf(tls: boolean | ClientTls | undefined): ClientTls | undefined {
  if (tls === undefined || tls === false) return undefined;
  return tls === true ? {} : tls;
}
