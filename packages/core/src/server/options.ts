import { DEFAULT_WEIGHT } from "../context/instance.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import type { StreamMiddleware } from "../endpoint/stream-endpoint.ts";
import { assertAmounts, invalidOption } from "../errors/invalid-option.ts";
import { guardedLogger } from "../logging/guarded-logger.ts";
import type { Logger } from "../logging/logger.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServerTransHandler } from "../remote/trans/server-trans-handler.ts";
import { resolveWireLimits, type WireLimitOptions, type WireLimits } from "../remote/wire-limits.ts";
import type { Monitor } from "../tracing/monitor.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Clock } from "../util/clock.ts";
import { isAddress } from "../util/is-address.ts";
import { mergeOptions, type Suite } from "../util/merge-options.ts";
import { type ServerTls, serverDefaults } from "./defaults.ts";

/** What a server can be told of its streams. */
export interface ServerStreamOptions {
  /** Around every stream; the first is the outermost. (Kitex: `WithStreamMiddleware`.) */
  readonly middlewares?: readonly StreamMiddleware[];
}

/** What a server can be told. Everything has a default. */
export interface ServerOptions extends WireLimitOptions {
  /** TCP port; 0 takes a free one. Default 8888, as in Kitex. */
  readonly port?: number;
  /** The address to listen on. Default: all of this machine. */
  readonly host?: string;
  /** A Unix socket to listen on, instead of a port. */
  readonly path?: string;
  /** The server's name in discovery. Default: the name of the first registered service. */
  readonly serviceName?: string;
  /** Certificates; with `requestClientCert`, callers must show one that `ca` signed. */
  readonly tls?: ServerTls;
  /** Connections at a time; further ones are closed at once. Default 10,000. */
  readonly maxConnections?: number;
  /** Calls that run for one connection at a time; further requests wait unread. Default 1,000. */
  readonly maxInFlightPerConnection?: number;
  /** Bytes of replies that may wait for a slow peer before its connection is closed. Default 64 MiB. */
  readonly maxPendingWriteBytes?: number;
  /** Milliseconds after which a connection without traffic is closed; 0 means never. Default 600,000 (Kitex's). */
  readonly idleTimeoutMs?: number;
  /** Milliseconds from a message's first byte to its last; 0 means no limit. Default 30,000. */
  readonly frameTimeoutMs?: number;
  /** Milliseconds that `close()` waits for calls in flight before it closes their connections. Default 5,000 (Kitex's). */
  readonly exitWaitMs?: number;
  /** Whether SIGINT and SIGTERM close the server and end the process. Default false. */
  readonly handleSignals?: boolean;
  /** Whether callers see the message of an error that a handler threw; never its stack. Default true, as in Kitex. */
  readonly exposeErrors?: boolean;
  /** Around every call; the first is the outermost. */
  readonly middlewares?: readonly Middleware[];
  /** How streams differ from calls. */
  readonly stream?: ServerStreamOptions;
  /**
   * Protocols that are answered beside Kitex's own, on the same port: a connection's first eight bytes say which it
   * speaks, and the first that knows them answers. Default: those that the registered services bring along. One that
   * is given here stands in for theirs of the same name.
   */
  readonly protocols?: readonly ServerTransHandler[];
  /** Options that travel together. Later suites win over earlier ones, the server's own options over all; lists add up. */
  readonly suites?: readonly ServerSuite[];
  readonly tracers?: readonly Tracer[];
  /** Look at what the server holds: calls, connections, bytes that wait. */
  readonly monitors?: readonly Monitor[];
  /** Where the server announces itself once it listens, and takes that back before it drains. */
  readonly registry?: Registry;
  /** What it says there of itself. */
  readonly registryInfo?: RegistryInfoOptions;
  /** Default: one line on standard error for each warning. */
  readonly logger?: Logger;
  /** Where time comes from; for tests. */
  readonly clock?: Clock;
}

/** What a server says of itself in its registry. */
export interface RegistryInfoOptions {
  /**
   * Where callers reach it, as `host:port`, `[::1]:port` or `unix:/path`. Default: where it listens; listening on all
   * addresses, the machine's first IPv4 address that others can reach.
   */
  readonly addresses?: readonly string[];
  /** Share of the calls in relation to other instances, more than 0. Default 10 (Kitex's). */
  readonly weight?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Server options that travel together, under a name. */
export type ServerSuite = Suite<Partial<ServerOptions>>;

/** Where a server listens. */
export type ListenAt = { readonly port: number; readonly host: string | undefined } | { readonly path: string };

/** What a server says of itself, complete; without addresses they are those where it listens. */
export interface ResolvedRegistryInfo {
  readonly addresses: readonly string[] | undefined;
  readonly weight: number;
  readonly tags: ReadonlyMap<string, string>;
}

/** Complete options. */
export interface ResolvedServerOptions {
  readonly at: ListenAt;
  readonly serviceName: string | undefined;
  readonly tls: ServerTls | undefined;
  readonly limits: WireLimits;
  readonly maxConnections: number;
  readonly maxInFlightPerConnection: number;
  readonly maxPendingWriteBytes: number;
  readonly idleTimeoutMs: number;
  readonly frameTimeoutMs: number;
  readonly exitWaitMs: number;
  readonly handleSignals: boolean;
  readonly exposeErrors: boolean;
  readonly middlewares: readonly Middleware[];
  readonly streamMiddlewares: readonly StreamMiddleware[];
  readonly protocols: readonly ServerTransHandler[];
  readonly tracers: readonly Tracer[];
  readonly monitors: readonly Monitor[];
  readonly registry: Registry | undefined;
  readonly registryInfo: ResolvedRegistryInfo;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Turns what an application gives into complete options. Throws `InvalidOption`. */
export function resolveServerOptions(given: ServerOptions): ResolvedServerOptions {
  const merged = mergeOptions(given, ["stream"]);
  const amounts = {
    maxConnections: merged.maxConnections ?? serverDefaults.maxConnections,
    maxInFlightPerConnection: merged.maxInFlightPerConnection ?? serverDefaults.maxInFlightPerConnection,
    maxPendingWriteBytes: merged.maxPendingWriteBytes ?? serverDefaults.maxPendingWriteBytes,
    idleTimeoutMs: merged.idleTimeoutMs ?? serverDefaults.idleTimeoutMs,
    frameTimeoutMs: merged.frameTimeoutMs ?? serverDefaults.frameTimeoutMs,
    exitWaitMs: merged.exitWaitMs ?? serverDefaults.exitWaitMs,
  };
  const limits = resolveWireLimits(merged, serverDefaults.maxFrameBytes);
  assertAmounts(amounts);
  return {
    ...amounts,
    // No connection, or none that could ever answer, is never meant: 0 stands for "no limit".
    maxConnections: amounts.maxConnections || Number.MAX_SAFE_INTEGER,
    maxInFlightPerConnection: amounts.maxInFlightPerConnection || Number.MAX_SAFE_INTEGER,
    at: listenAt(merged),
    serviceName: merged.serviceName,
    tls: merged.tls,
    limits,
    handleSignals: merged.handleSignals ?? false,
    exposeErrors: merged.exposeErrors ?? true,
    middlewares: merged.middlewares ?? [],
    streamMiddlewares: merged.stream?.middlewares ?? [],
    protocols: merged.protocols ?? [],
    tracers: merged.tracers ?? [],
    monitors: merged.monitors ?? [],
    registry: merged.registry,
    registryInfo: resolveRegistryInfo(merged.registryInfo ?? {}),
    logger: guardedLogger(merged.logger ?? serverDefaults.logger),
    clock: merged.clock ?? serverDefaults.clock,
  };
}

function listenAt({ port, host, path }: ServerOptions): ListenAt {
  if (path !== undefined) {
    if (port !== undefined || host !== undefined) {
      throw invalidOption(`both path "${path}" and a port or host are given: choose one`);
    }
    return { path };
  }
  const chosen = port ?? serverDefaults.port;
  if (!Number.isInteger(chosen) || chosen < 0 || chosen > 65_535) {
    throw invalidOption(`port must be an integer from 0 to 65535, got ${String(chosen)}`);
  }
  return { port: chosen, host };
}

function resolveRegistryInfo({ addresses, weight = DEFAULT_WEIGHT, tags }: RegistryInfoOptions): ResolvedRegistryInfo {
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    throw invalidOption(`registryInfo.weight must be a number above 0, got ${String(weight)}`);
  }
  if (addresses?.length === 0) throw invalidOption("registryInfo.addresses is empty: leave it out, or name one");
  for (const address of addresses ?? []) {
    if (!isAddress(address)) {
      throw invalidOption(`registryInfo.addresses: "${address}" is none of "host:port", "[::1]:port" and "unix:/path"`);
    }
  }
  return { addresses, weight, tags: new Map(Object.entries(tags ?? {})) };
}
