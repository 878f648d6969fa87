import type { HeaderList, Http2Stream, StreamEvents, StreamReset } from "@kitex-ts/netpoll-http2";
import { until } from "../support/until.ts";

/** Remembers what the owner of a client's stream is told, and gives data back to the window at once. */
export class RecordedStream implements StreamEvents {
  /** Status of the answer and values of trailers, in the order they came. */
  readonly blocks: HeaderList[] = [];
  readonly chunks: Buffer[] = [];
  ended = false;
  reset: StreamReset | undefined;
  /** Called when more may be sent. */
  whenWritable: (() => void) | undefined;
  #stream: Http2Stream | undefined;

  /** Without it nothing is given back. */
  attend(stream: Http2Stream): void {
    this.#stream = stream;
  }

  get body(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }

  get status(): string | undefined {
    return this.blocks[0]?.get(":status");
  }

  onHeaders(headers: HeaderList, endStream: boolean): void {
    this.blocks.push(headers);
    if (endStream) this.ended = true;
  }

  onData(bytes: Buffer, endStream: boolean): void {
    this.chunks.push(bytes);
    this.#stream?.consumed(bytes.length);
    if (endStream) this.ended = true;
  }

  onReset(reset: StreamReset): void {
    this.reset = reset;
  }

  onWritable(): void {
    this.whenWritable?.();
  }

  /** Waits until the answer is whole. */
  async whole(): Promise<void> {
    await until(
      () => this.ended || this.reset !== undefined,
      () => `the answer has ${this.blocks.length} header blocks and ${this.body.length} bytes, and no end`,
    );
    if (!this.ended) throw new Error(`the stream was reset: ${JSON.stringify(this.reset)}`);
  }

  /** Waits until the stream is lost. */
  async lost(): Promise<StreamReset> {
    await until(
      () => this.reset !== undefined,
      () => `the stream was not reset; ended: ${this.ended}`,
    );
    if (this.reset === undefined) throw new Error("unreachable");
    return this.reset;
  }
}
