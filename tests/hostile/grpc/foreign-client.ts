import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";

/** What came back for a request. */
export interface Answer {
  /** HTTP's status; NaN where there were no headers. */
  readonly http: number;
  /** gRPC's, of the trailers or of the only headers; `undefined` where there is none. */
  readonly status: number | undefined;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The code of RST_STREAM; 0 where there was none. */
  readonly reset: number;
}

/** Node's HTTP/2, which knows nothing of gRPC. */
export class ForeignClient implements AsyncDisposable {
  readonly #session: ClientHttp2Session;

  constructor(port: number) {
    this.#session = connect(`http://127.0.0.1:${port}`).on("error", () => {});
  }

  /** Sends a request whose body comes in these pieces, a frame each, and collects what comes back. */
  async ask(headers: OutgoingHttpHeaders, pieces: readonly Buffer[]): Promise<Answer> {
    const stream = this.#session.request({ ":method": "POST", ...headers });
    let [head, trailers]: [IncomingHttpHeaders, IncomingHttpHeaders] = [{}, {}];
    const chunks: Buffer[] = [];
    stream
      .on("response", (came) => {
        head = came;
      })
      .on("trailers", (came) => {
        trailers = came;
      })
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("error", () => {}); // what a reset ends with
    for (const piece of pieces) stream.write(piece);
    stream.end();
    await once(stream, "close");
    const status = trailers["grpc-status"] ?? head["grpc-status"];
    const text = trailers["grpc-message"] ?? head["grpc-message"] ?? "";
    return {
      http: Number(head[":status"]),
      status: status === undefined ? undefined : Number(status),
      text: decodeURIComponent(String(text)),
      headers: head,
      body: Buffer.concat(chunks),
      reset: stream.rstCode ?? 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.destroy();
    if (!this.#session.closed) await once(this.#session, "close");
  }
}
