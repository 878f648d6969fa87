import { createServer, type Socket } from "node:net";
import { Flag, type Frame, preface, settingsFrame, Type } from "../../http2/raw/frames.ts";
import { RawConnection } from "../../http2/raw/raw-connection.ts";

/** What is sent for the request on a stream; `undefined` breaks the connection off. */
export type RawAnswer = (streamId: number) => Buffer | undefined;

/** Whether a request is answered when its headers are here, or when it has ended. */
export type AnswersWhen = "begun" | "ended";

/** A server that sends what it is told for each request, frame by frame. */
export class RawGrpcServer implements AsyncDisposable {
  readonly port: number;
  /** What the next requests get. */
  answer: RawAnswer = () => undefined;
  readonly #connections: Set<RawConnection>;
  readonly #close: () => Promise<void>;

  private constructor(port: number, connections: Set<RawConnection>, close: () => Promise<void>) {
    this.port = port;
    this.#connections = connections;
    this.#close = close;
  }

  static async start(when: AnswersWhen = "ended"): Promise<RawGrpcServer> {
    const connections = new Set<RawConnection>();
    const listener = createServer((socket) => {
      const connection = new RawConnection(socket, preface.length);
      connections.add(connection);
      socket.on("close", () => connections.delete(connection));
      connection.send(settingsFrame());
      onRequest(socket, connection, when, (streamId) => {
        const bytes = server.answer(streamId);
        if (bytes === undefined) connection.breakOff();
        else connection.send(bytes);
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("it listens elsewhere");
    const server = new RawGrpcServer(address.port, connections, () => {
      return new Promise((resolve) => listener.close(() => resolve()));
    });
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection[Symbol.dispose]();
    await this.#close();
  }
}

/** Tells of each stream that its client has begun, or ended. `connection` reads the socket first. */
function onRequest(
  socket: Socket,
  connection: RawConnection,
  when: AnswersWhen,
  tell: (streamId: number) => void,
): void {
  let seen = 0;
  socket.on("data", () => {
    for (; seen < connection.frames.length; seen++) {
      const frame = connection.frames[seen];
      if (frame !== undefined && (when === "begun" ? begins(frame) : ends(frame))) tell(frame.streamId);
    }
  });
}

function begins({ type }: Frame): boolean {
  return type === Type.Headers;
}

function ends({ type, flags }: Frame): boolean {
  return (type === Type.Data || type === Type.Headers) && (flags & Flag.EndStream) !== 0;
}
