import { createServer, type Socket } from "node:net";
import { type Incoming, type IncomingHeader, MessageStream } from "./incoming.ts";
import { delivered, until } from "./until.ts";
import { control, echoResult, frame, headed, MessageType, message } from "./wire.ts";

/** A request that a scripted peer got. */
export interface ScriptedRequest extends Incoming {
  readonly socket: Socket;
  /** Which connection it came on, counted from 0. */
  readonly connection: number;
}

/** What a scripted peer does with one request. */
export type Step = (request: ScriptedRequest) => void;

export interface ScriptedPeerOptions {
  /** Runs as soon as a connection is accepted. */
  readonly onConnection?: (socket: Socket, connection: number) => void;
  /** What to do with the first requests, one each; those after them are answered. */
  readonly steps?: readonly Step[];
  /** Whether it agrees to share connections with clients that offer. */
  readonly agrees?: boolean;
  /** Where to listen; for one that takes another's place. */
  readonly port?: number;
}

/** A server that misbehaves as it is told, byte by byte; it answers properly when it is told nothing. */
export interface ScriptedPeer extends AsyncDisposable {
  readonly port: number;
  readonly hostPort: string;
  /** Requests so far, in the order in which they came. */
  readonly requests: readonly ScriptedRequest[];
  /** Frames so far that are no requests: what clients say about calls that they gave up. */
  readonly controls: readonly IncomingHeader[];
  /** Connections accepted so far, open or not. */
  readonly sockets: readonly Socket[];
  /** Waits until `count` requests have come, and what was done to them has reached the client. */
  received(count: number): Promise<void>;
}

/** Starts a {@link ScriptedPeer} on a free port. */
export async function scriptedPeer(options: ScriptedPeerOptions = {}): Promise<ScriptedPeer> {
  const { onConnection, steps = [], agrees = false } = options;
  const requests: ScriptedRequest[] = [];
  const controls: IncomingHeader[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    const stream = new MessageStream();
    let agreed = false;
    socket.on("error", () => {}); // its client may reset it, as it pleases
    onConnection?.(socket, connection);
    socket.on("data", (chunk) => {
      for (const incoming of stream.push(chunk)) {
        if (incoming.method === "none" && incoming.header !== undefined) {
          controls.push(incoming.header);
          continue;
        }
        if (agrees && !agreed && incoming.header?.strings.get("kx.mux") === "1") {
          agreed = true;
          socket.write(control("kx.mux", "1"));
        }
        const request = { ...incoming, socket, connection };
        const step = steps[requests.push(request) - 1] ?? answer;
        step(request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on a port");
  return {
    port: address.port,
    hostPort: `127.0.0.1:${address.port}`,
    requests,
    controls,
    sockets,
    received: async (count) => {
      await until(
        () => requests.length >= count,
        () => `${requests.length} of ${count} requests came`,
      );
      await delivered();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What a reply may state other than its request suggests. */
export interface ReplyParts {
  readonly type?: number;
  readonly method?: string;
  /** The sequence id of the payload. */
  readonly seqId?: number;
  /** The sequence id of the header. */
  readonly headerSeqId?: number;
  readonly body?: Buffer;
  readonly strings?: readonly (readonly [string, string])[];
}

/** The bytes of a reply to `request`, in its form. */
export function replyTo(request: Incoming, parts: ReplyParts = {}): Buffer {
  const { type = MessageType.reply, method = request.method, seqId = request.seqId } = parts;
  const bare = message({ type, method, seqId, body: parts.body ?? echoResult("ok") });
  const payload = request.framed ? frame(bare) : bare;
  if (request.header === undefined) return payload;
  return headed({ seqId: parts.headerSeqId ?? request.header.seqId, strings: parts.strings ?? [], payload });
}

/** Answers `{ message: "ok" }`. */
export const answer: Step = (request) => {
  request.socket.write(replyTo(request));
};

/** Says nothing. */
export const silence: Step = () => {};

/** Answers with a reply that is wrong in the given parts. */
export function answerWith(parts: ReplyParts): Step {
  return (request) => request.socket.write(replyTo(request, parts));
}

/** Answers with these bytes, whatever was asked. */
export function send(bytes: Buffer): Step {
  return ({ socket }) => socket.write(bytes);
}

/** Breaks the connection. */
export const reset: Step = ({ socket }) => {
  socket.resetAndDestroy();
};
