import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Address } from "../address.ts";

/** A server that shows its sockets and does nothing with them. */
export interface RawServer extends AsyncDisposable {
  readonly address: Address;
  /** The next socket that is accepted. */
  accepted(): Promise<Socket>;
}

/** Listens on a free port of the loopback interface. */
export async function rawServer(onSocket: (socket: Socket) => void = () => {}): Promise<RawServer> {
  const sockets: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on("error", () => {}).on("close", () => open.delete(socket));
    const next = waiting.shift();
    if (next) next(socket);
    else sockets.push(socket);
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("not a TCP server");
  return {
    address: { kind: "tcp", host: "127.0.0.1", port: bound.port },
    accepted: () => {
      const ready = sockets.shift();
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Connects without any of this package; errors are ignored, and the peer's end is answered with an end. */
export async function rawClient(address: Address): Promise<Socket> {
  const socket =
    address.kind === "unix" ? connect({ path: address.path }) : connect({ host: address.host, port: address.port });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Reads and drops what comes until the socket is gone, by an end or by an error. */
export function socketClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().on("close", () => resolve()));
}
