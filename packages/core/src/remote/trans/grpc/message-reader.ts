import type { ByteReader } from "@kitex-ts/netpoll/buffer";
import type { Http2Stream } from "@kitex-ts/netpoll-http2";
import { type Ready, ReadyMessages } from "../../../stream/ready-messages.ts";
import { cutOff } from "./bad-message.ts";
import { type BodyReading, bodyOf } from "./message-body.ts";
import { MessageSplitter } from "./message-splitter.ts";

/** The stream whose messages are read. */
export interface MessageOwner {
  /** Takes back the room that read messages took. */
  readonly stream: Pick<Http2Stream, "consumed" | "expect"> | undefined;
  /** How compressed messages are compressed, as the stream's headers say. */
  readonly encoding: string | undefined;
  /** Makes a value of a message's body. What it throws counts as a message that cannot be read. */
  decode(body: ByteReader): unknown;
  /** A message cannot be read: gives what the reader is told, and ends the stream. */
  refuse(error: unknown): unknown;
  /** The reader wants no more. */
  leave(): void;
}

type Result = IteratorResult<unknown, undefined>;

/** How the messages end, once they have. `failed` and `ended` come behind those that are here. */
type End =
  | { readonly kind: "open" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "over" };

interface Waiter {
  resolve(result: Result | Promise<Result>): void;
  reject(error: unknown): void;
}

/**
 * The messages that come on a stream, for one reader.
 *
 * A message is decoded when it is asked for. Bytes that nobody asked for keep their place in the stream's window, so a
 * reader that stops makes its peer stop; while somebody waits, a message may be longer than the window.
 */
export class MessageReader extends ReadyMessages<undefined> {
  readonly #owner: MessageOwner;
  readonly #reading: BodyReading;
  readonly #splitter: MessageSplitter;
  readonly #waiting: Waiter[] = [];
  #end: End = { kind: "open" };
  /** Bytes that came and were not given back to the window. */
  #held = 0;

  constructor(owner: MessageOwner, reading: BodyReading) {
    super();
    this.#owner = owner;
    this.#reading = reading;
    this.#splitter = new MessageSplitter(reading.maxBytes);
  }

  /** Whether every message was read, and none comes any more. */
  get exhausted(): boolean {
    const { kind } = this.#end;
    return kind === "over" || (kind === "ended" && this.#splitter.pendingBytes === 0);
  }

  /** Bytes that came. */
  push(bytes: Buffer): void {
    if (this.#end.kind !== "open") return;
    this.#held += bytes.length;
    this.#splitter.push(bytes);
    this.#serve();
  }

  /** No message comes any more. */
  end(): void {
    if (this.#end.kind !== "open") return;
    this.#end = { kind: "ended" };
    this.#serve();
  }

  /** No message comes any more: the reader learns why behind those that are here. */
  fail(error: unknown): void {
    if (this.#end.kind !== "open") return;
    this.#end = { kind: "failed", error };
    this.#serve();
  }

  /** Drops what is here: the reader learns why at once. */
  abort(error: unknown): void {
    if (this.#end.kind === "over") return;
    const first = this.#waiting.shift();
    if (first === undefined) this.#end = { kind: "failed", error };
    else {
      this.#end = { kind: "over" };
      first.reject(error);
    }
    this.#splitter.clear();
    this.#serve();
  }

  override takeReady(): Ready<undefined> {
    return this.#waiting.length === 0 ? this.#take() : undefined;
  }

  override next(): Promise<Result> {
    try {
      const result = this.takeReady();
      if (result !== undefined) return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#makeRoom();
    });
  }

  override return(): Promise<Result> {
    if (this.#end.kind !== "over") {
      this.#end = { kind: "over" };
      this.#splitter.clear();
      this.#serve();
      this.#owner.leave();
    }
    return Promise.resolve(done);
  }

  /** Gives what is here to who waits. */
  #serve(): void {
    for (let waiter = this.#waiting[0]; waiter !== undefined; waiter = this.#waiting[0]) {
      try {
        const result = this.#take();
        if (result === undefined) {
          this.#makeRoom();
          return;
        }
        this.#waiting.shift();
        waiter.resolve(result);
      } catch (error) {
        this.#waiting.shift();
        waiter.reject(error);
      }
    }
  }

  /** What the next reader gets; `undefined` while that is not here. Throws what it is rejected with. */
  #take(): Ready<undefined> {
    if (this.#end.kind === "over") return done;
    let message: Buffer | undefined;
    try {
      message = this.#splitter.next();
    } catch (error) {
      throw this.#refused(error);
    }
    if (message !== undefined) return this.#read(message);
    const end = this.#end;
    if (end.kind === "open") return undefined;
    const { pendingBytes } = this.#splitter;
    if (end.kind === "ended" && pendingBytes > 0) throw this.#refused(cutOff(pendingBytes));
    this.#end = { kind: "over" };
    if (end.kind === "failed") throw end.error;
    return done;
  }

  #read(message: Buffer): Result | Promise<Result> {
    this.#giveBack(Math.min(message.length, this.#held));
    const body = bodyOf(message, this.#owner.encoding, this.#reading);
    return body instanceof Promise ? this.#readInflated(body) : this.#decode(body);
  }

  async #readInflated(body: Promise<ByteReader>): Promise<Result> {
    let inflated: ByteReader;
    try {
      inflated = await body;
    } catch (error) {
      throw this.#refused(error);
    }
    return this.#decode(inflated);
  }

  #decode(body: ByteReader): Result {
    try {
      return { done: false, value: this.#owner.decode(body) };
    } catch (error) {
      throw this.#refused(error);
    }
  }

  #refused(error: unknown): unknown {
    this.#end = { kind: "over" };
    this.#splitter.clear();
    return this.#owner.refuse(error);
  }

  /** Somebody waits for a message that is not all here: lets the peer send the rest of it. */
  #makeRoom(): void {
    this.#giveBack(this.#held);
    const { missingBytes } = this.#splitter;
    if (missingBytes > 0) this.#owner.stream?.expect(missingBytes);
  }

  #giveBack(bytes: number): void {
    if (bytes === 0) return;
    this.#held -= bytes;
    this.#owner.stream?.consumed(bytes);
  }
}

const done = { done: true, value: undefined } as const;
