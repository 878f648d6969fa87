import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, Server as TlsServer } from "node:tls";
import { type Address, formatAddress } from "./address.ts";
import { Connection } from "./connection.ts";
import { type ConnectionOptions, connectionDefaults, resolveConnectionOptions } from "./connection-options.ts";
import { publish, reportThrown } from "./diagnostics.ts";
import { ConnectionError, ConnectionErrorCode } from "./errors.ts";
import { NodeSocket, tcpKeepAliveMs } from "./socket.ts";
import { type ListenTls, nodeListenTls } from "./tls-options.ts";
import { removeStaleSocket } from "./unix-path.ts";

/** Where to listen, and the limits of every connection. */
export interface ListenOptions extends Partial<ConnectionOptions> {
  /** TCP port; 0 (the default) takes any that is free. */
  readonly port?: number | undefined;
  /** TCP address to listen on. Default: all. */
  readonly host?: string | undefined;
  /** Listens on this Unix socket instead. A file that a dead process left there is replaced. */
  readonly path?: string | undefined;
  /** Speaks TLS when given. */
  readonly tls?: ListenTls | undefined;
  /** Further connections are closed as soon as they are accepted. Default: no limit. */
  readonly maxConnections?: number | undefined;
  /** Connections the system keeps for us to accept. Default 4,096, as Go on Linux; Node's own is 511. */
  readonly backlog?: number | undefined;
}

/** Accepts connections until it is told to stop. */
export interface Listener {
  /** Where it listens, with the port that port 0 became. */
  readonly address: Address;
  /** The connections that are not closed. */
  readonly connections: ReadonlySet<Connection>;
  /** Frees the port or the socket file at once; connections stay. */
  stopAccepting(): Promise<void>;
  /** Stops accepting and destroys every connection; settles when all sockets are gone. */
  close(): Promise<void>;
}

/**
 * Listens, and gives every connection to `onConnection`, after the handshake when it is TLS. The callback must call
 * `receive()`, at once or later; when it throws, that connection is closed.
 *
 * Rejects with a `ConnectionError`: `ADDRESS_IN_USE` or `LISTEN_FAILED`.
 */
export async function listen(
  options: ListenOptions,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const limits = resolveConnectionOptions(options, {
    ...connectionDefaults,
    pauseWhenCongested: true,
    answersBeforeRefusing: true,
  });
  const listener = new SocketListener(makeServer(options), requestedAddress(options), limits, onConnection);
  await listener.open(options);
  return listener;
}

function makeServer(options: ListenOptions): Server {
  const common = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: tcpKeepAliveMs };
  try {
    const { tls } = options;
    const server = tls === undefined ? createServer(common) : createTlsServer({ ...common, ...nodeListenTls(tls) });
    if (options.maxConnections !== undefined) server.maxConnections = options.maxConnections;
    return server;
  } catch (error) {
    // A certificate or key that cannot be read.
    throw listenFailure(requestedAddress(options), error);
  }
}

class SocketListener implements Listener {
  readonly #server: Server;
  readonly #limits: ConnectionOptions;
  readonly #onConnection: (connection: Connection) => void;
  readonly #connections = new Set<Connection>();
  /** Sockets from accepting on: with TLS they are here before they are connections. */
  readonly #sockets = new Set<Socket>();
  #address: Address;
  #allGone: Promise<void> = Promise.resolve();

  constructor(
    server: Server,
    address: Address,
    limits: ConnectionOptions,
    onConnection: (connection: Connection) => void,
  ) {
    this.#server = server;
    this.#address = address;
    this.#limits = limits;
    this.#onConnection = onConnection;
    server
      .on("connection", (socket: Socket) => this.#track(socket))
      .on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => this.#accept(socket))
      .on("tlsClientError", (error: Error, socket: Socket) => {
        // Node leaves a socket open whose handshake timed out.
        socket.destroy();
        this.#reportFailure(error);
      });
  }

  get address(): Address {
    return this.#address;
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  async open(options: ListenOptions): Promise<void> {
    try {
      await this.#bind(options);
    } catch (error) {
      const retry = options.path !== undefined && isInUse(error) && (await removeStaleSocket(options.path));
      if (!retry) throw listenFailure(this.#address, error);
      await this.#bind(options).catch((again) => {
        throw listenFailure(this.#address, again);
      });
    }
    const bound = this.#server.address();
    if (bound !== null && typeof bound === "object") {
      this.#address = { kind: "tcp", host: bound.address, port: bound.port };
    }
    // From here on an error is one failed accept, for want of file descriptors say: it must not end the process.
    this.#server.on("error", (error) => this.#reportFailure(error));
    publish("kitex.listener.open", () => ({ address: formatAddress(this.#address) }));
  }

  async stopAccepting(): Promise<void> {
    if (!this.#server.listening) return;
    this.#allGone = new Promise((resolve) => this.#server.close(() => resolve()));
    publish("kitex.listener.close", () => ({ address: formatAddress(this.#address) }));
  }

  async close(): Promise<void> {
    await this.stopAccepting();
    for (const connection of this.#connections) connection.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#allGone;
  }

  #bind({ port = 0, host, path, backlog = 4096 }: ListenOptions): Promise<void> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        server.off("listening", onListening).off("error", onError);
      };
      const onListening = (): void => {
        settle();
        resolve();
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      server.on("listening", onListening).on("error", onError);
      const place = path === undefined ? { port, ...(host !== undefined && { host }) } : { path };
      server.listen({ ...place, backlog });
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    // During a TLS handshake errors also reach the socket below; "tlsClientError" reports them.
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
  }

  #accept(socket: Socket): void {
    const connection = new Connection(
      new NodeSocket(socket, formatAddress(this.#address), remoteName(socket, this.#address)),
      this.#limits,
    );
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
    try {
      this.#onConnection(connection);
    } catch (error) {
      connection.close();
      reportThrown("onConnection", error);
    }
  }

  #reportFailure(error: unknown): void {
    publish("kitex.listener.failed", () => ({ address: formatAddress(this.#address), error }));
  }
}

function listenFailure(on: Address, cause: unknown): ConnectionError {
  const address = formatAddress(on);
  if (isInUse(cause)) {
    return new ConnectionError(ConnectionErrorCode.AddressInUse, `${address} is in use`, { address, cause });
  }
  const text = `cannot listen on ${address}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new ConnectionError(ConnectionErrorCode.ListenFailed, text, { address, cause });
}

function requestedAddress({ path, host, port }: ListenOptions): Address {
  return path === undefined ? { kind: "tcp", host: host ?? "::", port: port ?? 0 } : { kind: "unix", path };
}

function remoteName(socket: Socket, { kind }: Address): string {
  if (kind === "unix") return "unix:";
  // A peer that is gone again has no address.
  return formatAddress({ kind: "tcp", host: socket.remoteAddress ?? "unknown", port: socket.remotePort ?? 0 });
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
