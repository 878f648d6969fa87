import { connect, type Socket } from "node:net";
import { type Incoming, MessageStream } from "./incoming.ts";
import { until } from "./until.ts";

/** A client that sends any bytes it is told to. */
export interface RawClient extends Disposable {
  readonly socket: Socket;
  /** Sends bytes as they are. */
  send(bytes: Buffer): void;
  /** Everything that came back. */
  readonly received: Buffer;
  /** The same as messages. */
  readonly messages: readonly Incoming[];
  /** Whether the server ended the connection or broke it. */
  readonly closed: boolean;
  /** Waits until the server has sent `count` messages; fails when it closes before. */
  replies(count: number): Promise<readonly Incoming[]>;
  /** Waits until the server closes the connection. */
  ended(): Promise<void>;
}

/** Connects to `port` of this machine. */
export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const chunks: Buffer[] = [];
  const messages: Incoming[] = [];
  const stream = new MessageStream();
  let closed = false;
  socket
    .on("data", (chunk) => {
      chunks.push(chunk);
      messages.push(...stream.push(chunk));
    })
    .on("error", () => {}) // a server that refuses bytes may reset the connection
    .on("end", () => {
      closed = true;
    })
    .on("close", () => {
      closed = true;
    });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve).once("error", reject);
  });
  return {
    socket,
    send: (bytes) => {
      socket.write(bytes);
    },
    get received() {
      return Buffer.concat(chunks);
    },
    messages,
    get closed() {
      return closed;
    },
    replies: async (count) => {
      const seen = (): string => `${messages.length} of ${count} replies came`;
      await until(() => messages.length >= count || closed, seen);
      if (messages.length < count) throw new Error(`the server closed the connection: ${seen()}`);
      return messages;
    },
    ended: () =>
      until(
        () => closed,
        () => `the connection is open; ${messages.length} replies came`,
      ),
    [Symbol.dispose]: () => {
      socket.destroy();
    },
  };
}
