import { connect } from "node:net";
import { type Field, fieldBlock } from "./field-block.ts";
import { type Ending, Flag, headersFrame, preface, type SettingEntry, settingsFrame, Type } from "./frames.ts";
import { RawConnection } from "./raw-connection.ts";

/** A server that the cases are played against. */
export interface Target {
  readonly port: number;
  /** Fields of a request that is answered with headers and at least five bytes. */
  readonly get: readonly Field[];
  /** Fields of a request whose whole body is read, and that is answered. */
  readonly post: readonly Field[];
  /** Fields of a request whose body comes back as it goes in, where the server has such a thing. */
  readonly echo?: readonly Field[];
  /** Fields of a request whose body is never read, where the server has such a thing. */
  readonly hold?: readonly Field[];
}

/** A client that speaks HTTP/2 frame by frame. */
export class RawClient extends RawConnection {
  readonly target: Target;

  private constructor(target: Target, socket: ReturnType<typeof connect>) {
    super(socket);
    this.target = target;
  }

  static async connect(target: Target): Promise<RawClient> {
    const socket = connect({ port: target.port, host: "127.0.0.1", noDelay: true });
    const client = new RawClient(target, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve).once("error", reject);
    });
    return client;
  }

  /** Sends the preface with these settings, and waits for the server's and for its acknowledgement. */
  async begin(...settings: readonly SettingEntry[]): Promise<void> {
    this.send(preface, settingsFrame(...settings));
    await this.acknowledged();
  }

  /** Waits for an acknowledgement of settings. */
  async acknowledged(): Promise<void> {
    await this.frame(
      "an acknowledgement of SETTINGS",
      ({ type, flags }) => type === Type.Settings && flags === Flag.Ack,
    );
  }

  /** The field block of a GET, with further fields. */
  getBlock(...more: readonly Field[]): Buffer {
    return fieldBlock([...this.target.get, ...more]);
  }

  /** The field block of a POST, with further fields. */
  postBlock(...more: readonly Field[]): Buffer {
    return fieldBlock([...this.target.post, ...more]);
  }

  /** The HEADERS of a GET. */
  get(streamId: number, ...more: readonly Field[]): Buffer {
    return headersFrame(streamId, this.getBlock(...more), "end");
  }

  /** The HEADERS of a POST; its body follows unless it is ended here. */
  post(streamId: number, ending: Ending = "open", ...more: readonly Field[]): Buffer {
    return headersFrame(streamId, this.postBlock(...more), ending);
  }

  /** The HEADERS of a request whose body comes back. */
  echo(streamId: number): Buffer {
    return headersFrame(streamId, fieldBlock(this.target.echo ?? []), "open");
  }

  /** The HEADERS of a request whose body is never read. */
  hold(streamId: number): Buffer {
    return headersFrame(streamId, fieldBlock(this.target.hold ?? []), "open");
  }

  /** Waits for the headers of an answer. */
  async answered(streamId: number): Promise<void> {
    await this.onStream(streamId, Type.Headers);
  }
}
