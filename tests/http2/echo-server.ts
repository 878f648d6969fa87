import { type Connection, type Listener, type ListenTls, listen } from "@kitex-ts/netpoll";
import {
  HeaderList,
  type Http2Session,
  type Http2Stream,
  type SessionOptions,
  type StreamEvents,
  serverSession,
} from "@kitex-ts/netpoll-http2";
import type { Field } from "./raw/field-block.ts";
import type { Target } from "./raw/raw-client.ts";

/** An HTTP/2 server of this project's sessions: GET gets a text, anything else gets its body back. */
export interface EchoServer extends AsyncDisposable {
  readonly target: Required<Target>;
  /** Sessions whose connection is open. */
  readonly sessions: ReadonlySet<Http2Session>;
  /** Streams whose owner was not told of an end. */
  readonly openStreams: number;
}

const body = Buffer.from("Answered by netpoll-http2.\n");
const okay = new HeaderList([
  { name: ":status", value: "200" },
  { name: "content-type", value: "text/plain" },
]);

/** Starts an {@link EchoServer} on any free port; speaks TLS when that is given. */
export async function startEchoServer(options: Partial<SessionOptions> = {}, tls?: ListenTls): Promise<EchoServer> {
  const sessions = new Set<Http2Session>();
  const streams = new Set<StreamEvents>();
  const serve = (connection: Connection): void => {
    const session = serverSession(
      connection,
      {
        onStream: (stream, headers, endStream) => new EchoStream(stream, headers, endStream, streams),
        onClose: () => sessions.delete(session),
      },
      options,
    );
    sessions.add(session);
    connection.receive(session.frameLength, session);
  };
  // A frame may be larger than the session allows: the session is to say so.
  const listener: Listener = await listen({ host: "127.0.0.1", maxFrameBytes: 0, tls }, serve);
  const { address } = listener;
  if (address.kind !== "tcp") throw new Error("it listens elsewhere");
  return {
    target: { port: address.port, get: fields("GET", "/"), ...posts },
    sessions,
    get openStreams() {
      return streams.size;
    },
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

const posts = { post: fields("POST", "/"), echo: fields("POST", "/"), hold: fields("POST", "/hold") };

function fields(method: string, path: string): readonly Field[] {
  return [
    [":method", method],
    [":scheme", "http"],
    [":path", path],
    [":authority", "localhost"],
  ];
}

/** One request and its answer. */
class EchoStream implements StreamEvents {
  readonly #stream: Http2Stream;
  readonly #open: Set<StreamEvents>;
  readonly #holds: boolean;
  /** Bytes that were echoed and are given back when there is room to send again. */
  #unread = 0;

  constructor(stream: Http2Stream, headers: HeaderList, endStream: boolean, open: Set<StreamEvents>) {
    this.#stream = stream;
    this.#open = open;
    this.#holds = headers.get(":path") === "/hold";
    open.add(this);
    const method = headers.get(":method");
    const answersItself = method === "GET" || method === "HEAD";
    stream.sendHeaders(okay, method === "HEAD");
    if (method === "GET") stream.sendData((out) => out.writeBytes(body), true);
    if (answersItself || endStream) this.#end(!answersItself);
  }

  onHeaders(): void {
    this.#end(true);
  }

  onData(bytes: Buffer, endStream: boolean): void {
    if (this.#holds) return;
    this.#unread += bytes.length;
    if (bytes.length > 0) this.#stream.sendData((out) => out.writeBytes(bytes), false);
    if (this.#stream.writable) this.onWritable();
    if (endStream) this.#end(true);
  }

  onReset(): void {
    this.#open.delete(this);
  }

  onWritable(): void {
    this.#stream.consumed(this.#unread);
    this.#unread = 0;
  }

  #end(sends: boolean): void {
    if (sends) this.#stream.sendEnd();
    this.#open.delete(this);
  }
}
