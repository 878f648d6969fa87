import { createServer, type Socket } from "node:net";
import { dial } from "@kitex-ts/netpoll";
import { clientSession, HeaderList, type Http2Session, type Http2Stream } from "@kitex-ts/netpoll-http2";
import { RecordedStream } from "../recorded-stream.ts";
import { type Field, fieldBlock } from "./field-block.ts";
import { type Ending, Flag, headersFrame, preface, type SettingEntry, settingsFrame, Type } from "./frames.ts";
import { RawConnection } from "./raw-connection.ts";

const request = new HeaderList([
  { name: ":method", value: "POST" },
  { name: ":scheme", value: "http" },
  { name: ":path", value: "/" },
  { name: ":authority", value: "localhost" },
]);

/** A stream that a client session has opened. */
export interface OpenedStream {
  readonly stream: Http2Stream;
  readonly heard: RecordedStream;
}

/** A server that speaks HTTP/2 frame by frame with a client session of this project. */
export class RawServer extends RawConnection {
  /** The client under test. */
  readonly session: Http2Session;
  /** Times that the session told of room for another stream. */
  readonly #told: { room: number };

  private constructor(socket: Socket, session: Http2Session, told: { room: number }) {
    super(socket, preface.length);
    this.session = session;
    this.#told = told;
  }

  static async connect(): Promise<RawServer> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true });
    const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("it listens elsewhere");
    const connection = await dial({ kind: "tcp", host: "127.0.0.1", port: address.port }, { maxFrameBytes: 0 });
    const socket = await accepted;
    listener.close();
    const told = { room: 0 };
    const onRoom = (): void => {
      told.room += 1;
    };
    const session = clientSession(connection, { onRoom, onClose: () => {} });
    const server = new RawServer(socket, session, told);
    connection.receive(session.frameLength, session);
    return server;
  }

  get toldOfRoom(): number {
    return this.#told.room;
  }

  /** Sends SETTINGS, and waits for the client's and for its acknowledgement. */
  async begin(...settings: readonly SettingEntry[]): Promise<void> {
    this.send(settingsFrame(...settings));
    await this.acknowledged();
  }

  /** Waits for an acknowledgement of settings. */
  async acknowledged(): Promise<void> {
    await this.frame(
      "an acknowledgement of SETTINGS",
      ({ type, flags }) => type === Type.Settings && flags === Flag.Ack,
    );
  }

  /** Lets the client open a stream; stays open for its body unless it is ended here. */
  open(ending: Ending = "end"): OpenedStream {
    const heard = new RecordedStream();
    const stream = this.session.open(request, ending === "end", heard);
    heard.attend(stream);
    return { stream, heard };
  }

  /** The same, and waits for the request. */
  async asked(ending: Ending = "end"): Promise<OpenedStream> {
    const opened = this.open(ending);
    await this.onStream(opened.stream.id, Type.Headers);
    return opened;
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.session.close();
  }
}

/** The HEADERS of an answer with status 200, and further fields. */
export function answer(streamId: number, ending: Ending, ...more: readonly Field[]): Buffer {
  return headersFrame(streamId, fieldBlock([[":status", "200"], ...more]), ending);
}
