import type { Payload, StreamPayload } from "./protocol.ts";

/** One kind of call of one client, ready to be made again and again. */
export interface Exchange {
  /**
   * Begins a call. Exactly one of the two is called when it has settled, never before `start` returns. With `verify`,
   * an answer that is not the right one counts as a failure.
   */
  start(done: () => void, failed: (error: unknown) => void, verify: boolean): void;
}

/** The client of a candidate, connected or connecting when it is first used. */
export interface LoadClient {
  /** An exchange of `payload` for one of the calls in flight. Throws when this candidate cannot carry it. */
  exchange(payload: Payload): Exchange;
  /** Of a candidate that has the streams of stream.proto. */
  readonly streams?: StreamClient;
}

/** The streams of a client. */
export interface StreamClient {
  /** An exchange that is a whole stream. */
  exchange(payload: StreamPayload): Exchange;
  /** Opens one more stream, has one message answered on it, and leaves it open. */
  openIdle(): Promise<void>;
}

/** The streams of `client`. Throws when it has none. */
export function streamsOf({ streams }: LoadClient): StreamClient {
  if (streams === undefined) throw new Error("this candidate has no streams");
  return streams;
}

/** An exchange made of calls that return promises; `isRight` says whether an answer is the right one. */
export function promised<Answer>(call: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Exchange {
  return {
    start(done, failed, verify) {
      if (!verify) {
        call().then(done, failed);
        return;
      }
      call().then((answer) => {
        if (isRight(answer)) done();
        else failed(new Error(`the answer is wrong: ${String(JSON.stringify(answer, jsonValue)).slice(0, 500)}`));
      }, failed);
    },
  };
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Map ? [...value] : value;
}
