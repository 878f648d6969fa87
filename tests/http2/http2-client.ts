import { type Connection, type ConnectionError, type DialTls, dial } from "@kitex-ts/netpoll";
import {
  clientSession,
  HeaderList,
  type Http2Session,
  type Http2Stream,
  type SessionOptions,
} from "@kitex-ts/netpoll-http2";
import { until } from "../support/until.ts";
import { RecordedStream } from "./recorded-stream.ts";

/** A client of this project's sessions for plain requests, on one connection. */
export class Http2Client implements AsyncDisposable {
  readonly session: Http2Session;
  /** Why the connection is gone; `undefined` while it is there, and when this side closed it. */
  lostBy: ConnectionError | undefined;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  private constructor(connection: Connection, options: Partial<SessionOptions>) {
    const onRoom = (): void => {
      while (this.session.canOpen && this.#waiting.length > 0) this.#waiting.shift()?.();
    };
    const onClose = (cause: ConnectionError | undefined): void => {
      this.lostBy = cause;
      this.#closed = true;
    };
    this.session = clientSession(connection, { onRoom, onClose }, options);
    connection.receive(this.session.frameLength, this.session);
  }

  /** Connects to a port of this machine; speaks TLS when that is given. */
  static async connect(port: number, options: Partial<SessionOptions> = {}, tls?: DialTls): Promise<Http2Client> {
    const connection = await dial({ kind: "tcp", host: "127.0.0.1", port }, { maxFrameBytes: 0, tls });
    return new Http2Client(connection, options);
  }

  /** Sends a request when there is room for it; settles with the answer when that is whole. */
  request(method: string, path: string, body?: Buffer): Promise<RecordedStream> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        const heard = new RecordedStream();
        const stream = this.session.open(requestHeaders(method, path), body === undefined, heard);
        heard.attend(stream);
        if (body !== undefined) upload(stream, heard, body);
        heard.whole().then(() => resolve(heard), reject);
      };
      if (this.session.canOpen) start();
      else this.#waiting.push(start);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.session.close();
    await until(
      () => this.#closed,
      () => "the connection is open",
    );
  }
}

function requestHeaders(method: string, path: string): HeaderList {
  return new HeaderList([
    { name: ":method", value: method },
    { name: ":scheme", value: "http" },
    { name: ":path", value: path },
    { name: ":authority", value: "localhost" },
  ]);
}

/** Sends the body as fast as the stream takes it. */
function upload(stream: Http2Stream, heard: RecordedStream, body: Buffer): void {
  const PIECE = 10_000;
  let sent = 0;
  const send = (): void => {
    while (stream.writable && sent < body.length) {
      const piece = body.subarray(sent, sent + PIECE);
      sent += piece.length;
      stream.sendData((out) => out.writeBytes(piece), sent === body.length);
    }
  };
  heard.whenWritable = send;
  send();
}
