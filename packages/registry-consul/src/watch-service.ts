import { Backoff, type Clock, type Instance, pause, type ResolveListener } from "@kitex-ts/core/extension";

/** The numbers of a watch. */
export const watchNumbers: {
  readonly roundMs: number;
  readonly pollMs: number;
  readonly firstPauseMs: number;
  readonly mostPauseMs: number;
} = {
  /** Rounds begin at least so far apart: a server that does not wait is not hammered, and flapping comes in portions. */
  roundMs: 100,
  /** Between reads of a server whose answers have no index to wait for (Kitex's interval). */
  pollMs: 5_000,
  firstPauseMs: 100,
  mostPauseMs: 5_000,
};

/** One answer. */
export interface WatchedState {
  readonly index: bigint;
  readonly instances: readonly Instance[];
}

/**
 * Reads the state: at once for index 0, else when it is no longer the one of `index`, or after a while. Rejects where
 * another might answer than who gave that index.
 */
export type ReadState = (index: bigint, signal: AbortSignal) => Promise<WatchedState>;

export interface WatchServiceOptions {
  readonly clock: Clock;
  /** A number from 0 up to 1; for tests. */
  readonly random?: () => number;
}

/**
 * Tells `listener` of the instances at once and whenever they differ, until `signal` aborts.
 *
 * ```text
 *   read at index 0 ──works──► wait for news of that index ──► tell what differs ──┐
 *      ▲    └─fails─► onError        │         ▲                                    │
 *      │        │                  fails       └──────── its index ─────────────────┘
 *      └─ 0.1 s … 5 s, with jitter ──┘           (a lower one: 0)
 * ```
 *
 * Contents are compared, never indexes: an agent that lost its data counts anew, and may come to the very same number.
 * So a read that waits asks nobody but the one who gave the index, and every failure leads back to index 0. That a read
 * which waited fails is no news by itself, proxies end them all the time; when reading at once fails too, it is not
 * known who serves.
 */
export async function watchService(
  read: ReadState,
  listener: ResolveListener,
  signal: AbortSignal,
  { clock, random }: WatchServiceOptions,
): Promise<void> {
  const { firstPauseMs: firstMs, mostPauseMs: mostMs } = watchNumbers;
  const backoff = new Backoff({ firstMs, mostMs, ...(random === undefined ? {} : { random }) });
  let index = 0n;
  let told: string | undefined;
  while (!signal.aborted) {
    const startMs = clock.now();
    const answer = await attempt(() => read(index, signal));
    if (signal.aborted) return;
    const elapsedMs = clock.now() - startMs;
    if (answer.ok) {
      const { instances } = answer.state;
      if (index > 0n) backoff.reset();
      index = answer.state.index < index ? 0n : answer.state.index;
      const contents = contentsOf(instances);
      if (contents !== told) listener.onResult({ instances });
      told = contents;
      const { pollMs, roundMs } = watchNumbers;
      await pause(clock, (answer.state.index > 0n ? roundMs : pollMs) - elapsedMs, signal);
    } else {
      if (index === 0n) {
        told = undefined; // the same list is news again after this
        listener.onError(answer.error);
      }
      if (elapsedMs >= mostMs) backoff.reset();
      index = 0n;
      await pause(clock, backoff.next(), signal);
    }
  }
}

type Attempt = { readonly ok: true; readonly state: WatchedState } | { readonly ok: false; readonly error: unknown };

async function attempt(read: () => Promise<WatchedState>): Promise<Attempt> {
  try {
    return { ok: true, state: await read() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Equal for lists that say the same, given that they are sorted. */
function contentsOf(instances: readonly Instance[]): string {
  const said = ({ address, weight, tags }: Instance): unknown => [address, weight, [...tags].sort(byKey)];
  return JSON.stringify(instances.map(said));
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
