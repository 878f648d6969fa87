import type { Metadata } from "../context/metadata.ts";

/** Messages to send: anything that can be iterated. It is asked for the next one when the peer has room for it. */
export type MessageSource<T> = Iterable<T> | AsyncIterable<T>;

/**
 * The responses of a stream. Leaving a `for await` loop early (`break`, `return`, `throw`) cancels the stream.
 *
 * Iterating ends with the stream; it rejects, once, with why the stream failed, after every message that came before.
 */
export interface ResponseStream<Response> extends AsyncIterableIterator<Response, undefined, undefined> {
  /** What the callee sent before its first message, if anything. Rejects when the stream fails before that. */
  readonly header: Promise<Metadata>;
  /** What the callee sent behind its last message, if anything. Rejects when the stream fails without it. */
  readonly trailer: Promise<Metadata>;
  /** Gives the stream up; iterating rejects with `Canceled`, whose cause is `reason`. */
  cancel(reason?: unknown): void;
  /** Cancels the stream unless it has ended. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Sends the requests of a stream, one after the other. */
export interface RequestSink<Request> {
  /**
   * Settles when the message is taken, and so when there is room for the next. Rejects with `StreamEnded` when the
   * callee has ended the stream, whose responses tell how, or with the reason when it was given up. Nobody has to
   * catch that.
   */
  send(request: Request): Promise<void>;
  /** Says that no further request comes. */
  closeSend(): void;
}

/** A stream in both directions, each at its own pace. */
export interface DuplexStream<Request, Response> extends ResponseStream<Response>, RequestSink<Request> {}

/** A stream of requests that one response answers. */
export interface UploadStream<Request, Response> extends RequestSink<Request> {
  readonly header: Promise<Metadata>;
  readonly trailer: Promise<Metadata>;
  /** Says that no further request comes, and settles with the response. */
  closeAndReceive(): Promise<Response>;
  /** Gives the stream up. */
  cancel(reason?: unknown): void;
  [Symbol.asyncDispose](): Promise<void>;
}
