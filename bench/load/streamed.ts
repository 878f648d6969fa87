import type { Exchange } from "./exchange.ts";

/** An exchange that is a whole stream: `run` settles when the stream has ended, and rejects when it went wrong. */
export function streamed(run: (verify: boolean) => Promise<void>): Exchange {
  return {
    start(done, failed, verify) {
      run(verify).then(done, failed);
    },
  };
}

/** The same value again and again. */
export function* repeated<T>(value: T, times: number): Generator<T, undefined> {
  for (let made = 0; made < times; made++) yield value;
}

/** How many values come. */
export async function countOf(values: AsyncIterable<unknown>): Promise<number> {
  let came = 0;
  for await (const _value of values) came++;
  return came;
}

/** Throws unless a message that came, if one did, is the one that was expected. */
export function assertMessage(came: string | null | undefined, expected: string): void {
  if (came !== expected) throw new Error(`the message is wrong: ${String(came).slice(0, 500)}`);
}

/** Throws unless as many messages came as were sent. */
export function assertCount(came: number, sent: number): void {
  if (came !== sent) throw new Error(`${came} of ${sent} messages came`);
}
