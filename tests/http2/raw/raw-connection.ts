import type { Socket } from "node:net";
import { until } from "../../support/until.ts";
import { ErrorCode, type ErrorName, errorName } from "./error-code.ts";
import { Flag, type Frame, frameText, pingFrame, settingsAck, Type } from "./frames.ts";

/**
 * One end of a connection that sends any bytes it is told to, and reads the frames that come back. It acknowledges
 * SETTINGS and PING like any peer, and nothing else.
 *
 * The methods that wait take frames in order, each at most once: what a method waited for and all before it is behind it.
 * They fail at once when the connection ends without it.
 */
export class RawConnection implements Disposable {
  /** Every frame that came. */
  readonly frames: Frame[] = [];
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  readonly #skip: number;
  #skipped: Buffer = Buffer.alloc(0);
  #taken = 0;
  #pings = 0;
  #ended = false;

  /** `skip` bytes are read before frames: a client's preface. */
  constructor(socket: Socket, skip = 0) {
    this.#socket = socket;
    this.#skip = skip;
    socket
      .on("data", (chunk) => this.#onData(chunk))
      .on("error", () => {}) // a peer that refuses bytes may reset the connection
      .on("end", () => {
        this.#ended = true;
      })
      .on("close", () => {
        this.#ended = true;
      });
  }

  /** Whether the peer ended the connection or broke it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What was read before frames, as far as it has come. */
  get skipped(): Buffer {
    return this.#skipped;
  }

  /** Sends bytes as they are, in one write. */
  send(...bytes: readonly Buffer[]): void {
    this.#socket.write(Buffer.concat(bytes));
  }

  /** Says that nothing more will be sent, and goes on reading. */
  end(): void {
    this.#socket.end();
  }

  /** Reads nothing any more, so that the peer's answers fill its own buffers. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Breaks the connection off, as a process that dies does. */
  breakOff(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits for a frame; `what` is said when it does not come. */
  async frame(what: string, matches: (frame: Frame) => boolean): Promise<Frame> {
    const index = (): number => this.frames.findIndex((frame, at) => at >= this.#taken && matches(frame));
    await until(
      () => index() >= 0 || this.#ended,
      () => `${what} did not come, but ${this.#seen()}`,
    );
    const found = this.frames[index()];
    if (found === undefined) throw new Error(`the connection ended without ${what}; ${this.#seen()} came`);
    this.#taken = this.frames.indexOf(found) + 1;
    return found;
  }

  /** Waits for a frame of this type on this stream. An end of the stream, or of the connection, before it is a failure. */
  async onStream(streamId: number, type: number): Promise<Frame> {
    const what = `a frame of type ${type} on stream ${streamId}`;
    const found = await this.frame(what, (frame) => {
      if (frame.type === Type.GoAway) return errorOf(frame) !== ErrorCode.NO_ERROR;
      return frame.streamId === streamId && (frame.type === type || frame.type === Type.RstStream);
    });
    if (found.type !== type) throw new Error(`instead of ${what} came ${frameText(found)}`);
    return found;
  }

  /** Waits until this side of a stream has ended as it should: END_STREAM, or RST_STREAM with NO_ERROR behind it. */
  async streamEnd(streamId: number): Promise<void> {
    const found = await this.frame(`the end of stream ${streamId}`, (frame) => {
      if (frame.type === Type.GoAway) return true;
      return frame.streamId === streamId && (frame.type === Type.RstStream || endsStream(frame));
    });
    if (endsStream(found)) return;
    throw new Error(`instead of the end of stream ${streamId} came ${frameText(found)}`);
  }

  /** Waits for a RST_STREAM with one of these codes, and that the connection goes on behind it. */
  async streamError(streamId: number, ...codes: readonly ErrorName[]): Promise<void> {
    const what = `RST_STREAM ${codes.join(" or ")} on stream ${streamId}`;
    const found = await this.frame(what, ({ type, streamId: on }) => {
      return type === Type.GoAway || (type === Type.RstStream && on === streamId);
    });
    if (found.type !== Type.RstStream || !isOneOf(codes, errorOf(found))) {
      throw new Error(`instead of ${what} came ${frameText(found)}`);
    }
    await this.alive();
  }

  /** Waits for a GOAWAY with one of these codes, and for the end of the connection behind it. */
  async connectionError(...codes: readonly ErrorName[]): Promise<void> {
    const what = `GOAWAY ${codes.join(" or ")}`;
    const found = await this.frame(what, ({ type }) => type === Type.GoAway);
    const code = errorOf(found);
    if (!isOneOf(codes, code)) throw new Error(`instead of ${what} came ${errorName(code)}: ${frameText(found)}`);
    await this.closed();
  }

  /** Waits until the peer has ended the connection. */
  async closed(): Promise<void> {
    await until(
      () => this.#ended,
      () => `the connection is open; ${this.#seen()} came`,
    );
  }

  /** Sends a PING and waits for its answer: what was sent before has been looked at then. */
  async alive(): Promise<void> {
    this.#pings += 1;
    const payload = String(this.#pings).padStart(8, "p");
    this.send(pingFrame(payload));
    await this.frame("the answer to a PING", ({ type, flags, payload: came }) => {
      return type === Type.Ping && flags === Flag.Ack && came.toString("latin1") === payload;
    });
  }

  /** Frames of this type on this stream that came so far. */
  count(streamId: number, type: number): number {
    return this.frames.filter((frame) => frame.streamId === streamId && frame.type === type).length;
  }

  /** Bytes of data that came so far on this stream. */
  dataBytes(streamId: number): number {
    const data = this.frames.filter((frame) => frame.type === Type.Data && frame.streamId === streamId);
    return data.reduce((sum, { payload }) => sum + payload.length, 0);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const skipping = Math.min(this.#skip - this.#skipped.length, this.#pending.length);
    this.#skipped = Buffer.concat([this.#skipped, this.#pending.subarray(0, skipping)]);
    this.#pending = this.#pending.subarray(skipping);
    while (this.#pending.length >= 9) {
      const end = 9 + this.#pending.readUIntBE(0, 3);
      if (this.#pending.length < end) return;
      const [type = 0, flags = 0] = this.#pending.subarray(3, 5);
      const came = { type, flags, streamId: this.#pending.readUInt32BE(5), payload: this.#pending.subarray(9, end) };
      this.#pending = this.#pending.subarray(end);
      this.frames.push(came);
      this.#acknowledge(came);
    }
  }

  #acknowledge({ type, flags, payload }: Frame): void {
    if (flags === Flag.Ack) return;
    if (type === Type.Settings) this.send(settingsAck);
    if (type === Type.Ping) this.send(pingFrame(payload.toString("latin1"), Flag.Ack));
  }

  #seen(): string {
    return this.frames.length === 0 ? "nothing" : this.frames.slice(-20).map(frameText).join("; ");
  }
}

/** The code of a RST_STREAM or GOAWAY. */
function errorOf({ type, payload }: Frame): number {
  return payload.readUInt32BE(type === Type.GoAway ? 4 : 0);
}

function isOneOf(names: readonly ErrorName[], code: number): boolean {
  return names.some((name) => ErrorCode[name] === code);
}

function endsStream({ type, flags, payload }: Frame): boolean {
  if (type === Type.RstStream) return payload.readUInt32BE(0) === ErrorCode.NO_ERROR;
  return (type === Type.Data || type === Type.Headers) && (flags & Flag.EndStream) !== 0;
}
