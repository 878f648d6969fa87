import {
  ConnectionError,
  ConnectionErrorCode,
  formatAddress,
  type Listener,
  type ListenTls,
  listen,
} from "@kitex-ts/netpoll";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { type Logger, warningLogger } from "../logging/logger.ts";
import { type Clock, systemClock } from "../util/clock.ts";

/** What a TLS server can be told. */
export type ServerTls = ListenTls;

/** What accepts connections. */
export type ServerListener = Listener;

/** Listens on a port or path and hands out connections. */
export const startListening: typeof listen = listen;

/** A host and port as one text. */
export function hostPort(host: string, port: number): string {
  return formatAddress({ kind: "tcp", host, port });
}

/** The error of a server that could not start to listen at `where`. */
export function cannotListen(where: string, cause: unknown): KitexError {
  if (cause instanceof ConnectionError && cause.code === ConnectionErrorCode.AddressInUse) {
    const mend = where.startsWith("unix:") ? "choose another path" : "choose another port, or 0 for a free one";
    const text = `${where} is in use by another program: ${mend}`;
    return new KitexError(ErrorCode.AddressInUse, text, { cause, target: where });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KitexError(ErrorCode.InvalidOption, `cannot listen on ${where}: ${why}`, { cause, target: where });
}

/** The values of options that are not given. */
export const serverDefaults: {
  readonly port: number;
  readonly maxFrameBytes: number;
  readonly maxConnections: number;
  readonly maxInFlightPerConnection: number;
  readonly maxPendingWriteBytes: number;
  readonly idleTimeoutMs: number;
  readonly frameTimeoutMs: number;
  readonly exitWaitMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
} = {
  /** Kitex's default port. */
  port: 8888,
  maxFrameBytes: 16 * 1024 * 1024,
  maxConnections: 10_000,
  maxInFlightPerConnection: 1_000,
  maxPendingWriteBytes: 64 * 1024 * 1024,
  /** Kitex closes accepted connections that are idle for ten minutes. */
  idleTimeoutMs: 600_000,
  frameTimeoutMs: 30_000,
  /** Kitex's exit wait time. */
  exitWaitMs: 5_000,
  logger: warningLogger,
  clock: systemClock,
};
