import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";

/** A foreign HTTP/2 server whose answers a test writes. */
export interface Http2Server extends AsyncDisposable {
  readonly port: number;
  /** Connections that were accepted, in order. */
  readonly sessions: readonly ServerHttp2Session[];
}

/** Serves each stream as `answer` does. Nothing of the packages under test is in it. */
export async function http2Server(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, inOrder: readonly string[]) => unknown,
  settings: { readonly maxConcurrentStreams?: number } = {},
): Promise<Http2Server> {
  const server = createServer({ settings });
  const sessions: ServerHttp2Session[] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers, _flags, inOrder: readonly string[]) => {
    stream.on("error", () => {});
    void answer(stream, headers, inOrder);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("not a TCP server");
  return {
    port: bound.port,
    sessions,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** What came back on a stream. */
export interface Http2Answer {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders | undefined;
  readonly body: Buffer;
  /** The code of RST_STREAM; 0 where there was none. */
  readonly rst: number;
}

/** A foreign HTTP/2 client. */
export class Http2Client implements Disposable {
  readonly session: ClientHttp2Session;

  constructor(port: number) {
    this.session = connect(`http://127.0.0.1:${port}`).on("error", () => {});
  }

  /** Sends a request to its end, and collects what comes back. */
  async ask(headers: OutgoingHttpHeaders, ...body: readonly Uint8Array[]): Promise<Http2Answer> {
    const stream = this.session.request(headers, { endStream: body.length === 0 });
    let [head, trailers]: [IncomingHttpHeaders, IncomingHttpHeaders | undefined] = [{}, undefined];
    const chunks: Buffer[] = [];
    stream
      .on("response", (came) => {
        head = came;
      })
      .on("trailers", (came) => {
        trailers = Object.fromEntries(Object.entries(came)); // without the symbol that Node adds
      })
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("error", () => {});
    if (body.length > 0) stream.end(Buffer.concat(body));
    await once(stream, "close");
    return { headers: head, trailers, body: Buffer.concat(chunks), rst: stream.rstCode ?? 0 };
  }

  [Symbol.dispose](): void {
    this.session.destroy();
  }
}

/** A message with its prefix. */
export function message(body: Uint8Array | string, flag = 0): Buffer {
  const bytes = Buffer.from(body);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** A message of the test service: a request. */
export function request(value: unknown): Buffer {
  return message(JSON.stringify({ value }));
}

/** A message of the test service: a response. */
export function response(value: unknown): Buffer {
  return message(JSON.stringify({ ok: true, value }));
}
