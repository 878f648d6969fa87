import type { Buffer } from "node:buffer";
import type { Connection, ConnectionError } from "@kitex-ts/netpoll";
import { HeaderDecoder } from "../hpack/header-decoder.ts";
import { ping, preface, type Setting, settings } from "./raw-frames.ts";

/** The names of the types of RFC 9113, by number. */
const types = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
  "CONTINUATION",
];

/**
 * The other end of a session, frame by frame. What comes is kept as text, one line a frame: `DATA 1 5 end`,
 * `RST_STREAM 1 code 8`, `WINDOW_UPDATE 0 +1024`. It answers nothing by itself.
 */
export class RawPeer {
  readonly connection: Connection;
  /** Every frame that came. */
  readonly log: string[] = [];
  /** The data of all DATA frames. */
  readonly data: Buffer[] = [];
  /** Settles with the cause when the connection is gone. */
  readonly closed: Promise<ConnectionError | undefined>;
  readonly #decoder = new HeaderDecoder({
    maxHeaderListBytes: 1_000_000,
    maxHeaderFields: 10_000,
    trimFieldValues: false,
  });
  #skip: number;
  #taken = 0;
  #wake: () => void = () => {};
  #gone = false;
  #settles = 0;

  private constructor(connection: Connection, skip: number) {
    this.connection = connection;
    this.#skip = skip;
    const { promise, resolve } = Promise.withResolvers<ConnectionError | undefined>();
    this.closed = promise;
    connection.receive(
      (pending) => {
        if (this.#skip > 0) return pending.length < this.#skip ? undefined : this.#skip;
        return pending.length < 4 ? undefined : 9 + (pending.u32(0) >>> 8);
      },
      {
        onFrame: (frame) => this.#onFrame(frame),
        onClose: (cause) => {
          this.#gone = true;
          this.#wake();
          resolve(cause);
        },
      },
    );
  }

  /** Speaks to a server: sends the preface and SETTINGS. */
  static client(connection: Connection, ...values: readonly Setting[]): RawPeer {
    const peer = new RawPeer(connection, 0);
    peer.send(preface, settings(...values));
    return peer;
  }

  /** Speaks to a client: sends SETTINGS. */
  static server(connection: Connection, ...values: readonly Setting[]): RawPeer {
    const peer = new RawPeer(connection, preface.length);
    peer.send(settings(...values));
    return peer;
  }

  /** Speaks to a server, and says nothing by itself. */
  static mute(connection: Connection): RawPeer {
    return new RawPeer(connection, 0);
  }

  send(...frames: readonly Buffer[]): void {
    for (const bytes of frames) this.connection.writer.writeBytes(bytes);
    this.connection.flush();
  }

  /** Waits for a frame whose line begins with `text`, behind those that were waited for before, and gives the line. */
  async next(text: string): Promise<string> {
    for (;;) {
      const at = this.log.findIndex((line, i) => i >= this.#taken && line.startsWith(text));
      if (at >= 0) {
        this.#taken = at + 1;
        return this.log[at] as string;
      }
      if (this.#gone) throw new Error(`the connection ended without ${text}, after ${this.log.join(", ")}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits until the session has read all that was sent, and gives what it has said since the last such wait. */
  async settled(): Promise<string[]> {
    const from = this.#taken;
    const payload = (++this.#settles).toString(16).padStart(16, "0");
    this.send(ping(payload));
    await this.next(`PING ack ${payload}`);
    return this.log.slice(from, this.#taken - 1);
  }

  #onFrame(frame: Buffer): void {
    if (this.#skip > 0) this.#skip = 0;
    else this.log.push(this.#lineOf(frame));
    this.#wake();
  }

  #lineOf(frame: Buffer): string {
    const type = frame[3] as number;
    const flags = frame[4] as number;
    const id = frame.readUInt32BE(5);
    const name = types[type] ?? `type ${type}`;
    switch (name) {
      case "DATA":
        this.data.push(frame.subarray(9));
        return `DATA ${id} ${frame.length - 9}${flags & 1 ? " end" : ""}`;
      case "HEADERS": {
        const { fields } = this.#decoder.decode(frame.subarray(9));
        const text = fields.map((field) => `${field.name}=${field.value}`).join(" ");
        return `HEADERS ${id} ${text}${flags & 1 ? " end" : ""}`;
      }
      case "RST_STREAM":
        return `RST_STREAM ${id} code ${frame.readUInt32BE(9)}`;
      case "SETTINGS":
        return flags & 1 ? "SETTINGS ack" : `SETTINGS ${settingsOf(frame)}`;
      case "PING":
        return `PING${flags & 1 ? " ack" : ""} ${frame.toString("hex", 9)}`;
      case "GOAWAY":
        return `GOAWAY ${frame.readUInt32BE(9)} code ${frame.readUInt32BE(13)} ${frame.toString("utf8", 17)}`.trimEnd();
      case "WINDOW_UPDATE":
        return `WINDOW_UPDATE ${id} +${frame.readUInt32BE(9)}`;
      default:
        return `${name} ${id}`;
    }
  }
}

function settingsOf(frame: Buffer): string {
  const pairs: string[] = [];
  for (let at = 9; at < frame.length; at += 6) pairs.push(`${frame.readUInt16BE(at)}=${frame.readUInt32BE(at + 2)}`);
  return pairs.join(" ");
}
