import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Address, formatAddress } from "./address.ts";
import { Connection } from "./connection.ts";
import { type ConnectionOptions, resolveConnectionOptions } from "./connection-options.ts";
import { publish } from "./diagnostics.ts";
import { aborted, ConnectionError, ConnectionErrorCode } from "./errors.ts";
import { NodeSocket, tcpKeepAliveMs } from "./socket.ts";
import { type DialTls, nodeDialTls } from "./tls-options.ts";

/** How to connect, and the limits of the connection. */
export interface DialOptions extends Partial<ConnectionOptions> {
  /** For name lookup, connecting and TLS handshake together; 0 (the default) leaves it to the system. */
  readonly connectTimeoutMs?: number | undefined;
  /** Speaks TLS when given. */
  readonly tls?: DialTls | undefined;
  /** Gives the attempt up; without effect once there is a connection. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to `address`. The connection is the caller's to close.
 *
 * Rejects with a `ConnectionError`: `CONNECT_TIMEOUT`, `CONNECT_FAILED` or `ABORTED`; no socket is left behind then.
 */
export async function dial(address: Address, options: DialOptions = {}): Promise<Connection> {
  const remote = formatAddress(address);
  try {
    return await connected(address, remote, options);
  } catch (error) {
    const failed = error instanceof ConnectionError ? error : failure(remote, error);
    publish("kitex.connection.failed", () => ({ remote, error: failed }));
    throw failed;
  }
}

/** Settles once: with a connection, or with an error and no socket. */
function connected(address: Address, remote: string, options: DialOptions): Promise<Connection> {
  const { connectTimeoutMs = 0, tls, signal } = options;
  const limits = resolveConnectionOptions(options);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(aborted(remote, signal.reason));
      return;
    }
    const socket = openSocket(address, tls);
    const readyEvent = tls === undefined ? "connect" : "secureConnect";
    const timer =
      connectTimeoutMs > 0
        ? limits.clock.setTimer(() => fail(timedOut(remote, connectTimeoutMs)), connectTimeoutMs)
        : undefined;

    const settle = (): void => {
      timer?.cancel();
      signal?.removeEventListener("abort", onAbort);
      socket.off(readyEvent, onReady).off("error", fail).off("close", onClose);
    };
    const fail = (error: Error): void => {
      settle();
      // A socket that is being destroyed may still report an error, and nobody else listens.
      socket.on("error", () => {}).destroy();
      reject(error);
    };
    const onReady = (): void => {
      settle();
      // In this very turn, so that the socket is never without an error listener.
      resolve(new Connection(new NodeSocket(socket, localName(socket, address), remote), limits));
    };
    const onAbort = (): void => {
      if (signal !== undefined) fail(aborted(remote, signal.reason));
    };
    const onClose = (): void => fail(new Error("the peer closed the connection before it was ready"));

    socket.on(readyEvent, onReady).on("error", fail).on("close", onClose);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function openSocket(address: Address, tls: DialTls | undefined): Socket {
  // Node would throw as well, and leave its half-made socket open.
  if (address.kind === "tcp" && !(Number.isInteger(address.port) && address.port > 0 && address.port <= 65_535)) {
    throw new RangeError(`${address.port} is no port`);
  }
  const place = address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
  const options = {
    ...place,
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: tcpKeepAliveMs,
  };
  if (tls === undefined) return connectTcp(options);
  const named = address.kind === "tcp" && isIP(address.host) === 0 ? { servername: address.host } : {};
  return connectTls({ ...options, ...named, ...nodeDialTls(tls) });
}

function localName(socket: Socket, address: Address): string {
  if (address.kind === "unix") return "unix:";
  return formatAddress({ kind: "tcp", host: socket.localAddress ?? "", port: socket.localPort ?? 0 });
}

function timedOut(remote: string, ms: number): ConnectionError {
  const text = `no connection to ${remote} within ${ms} ms`;
  return new ConnectionError(ConnectionErrorCode.ConnectTimeout, text, { address: remote });
}

function failure(remote: string, cause: unknown): ConnectionError {
  const text = `no connection to ${remote}: ${describe(cause)}`;
  return new ConnectionError(ConnectionErrorCode.ConnectFailed, text, { address: remote, cause });
}

/** Node reports one error for each address of a host name, under an empty message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join(", ");
  return error instanceof Error ? error.message : String(error);
}
