import { Backoff, type Clock, pause } from "@kitex-ts/core/extension";
import type { EtcdApi, StoredEntry } from "./etcd-api.ts";
import { EtcdErrorCode, isEtcdError } from "./etcd-error.ts";

/** Who hears what becomes of the entries below a prefix. */
export interface PrefixListener {
  /** All entries as they are now: at first, after each change, and after each failure. */
  onEntries(entries: readonly StoredEntry[]): void;
  /** What they are is not known at the moment. */
  onError(error: unknown): void;
}

/** At least so many milliseconds between two lists: of a burst of changes the first is told at once, the rest as one. */
const GAP_MS = 100;

/** The list is read again after half of this to all of it, in case that a watch is silent and should not be. */
const DISTRUST_MS = 60_000;

/**
 * Tells `listener` what is stored below `prefix`, until `signal` aborts or `api` is closed; no failure ends it, and
 * it never rejects.
 *
 * ```text
 *   list ──► watch from now on ──► list ──► pause ──► change, or a long silence ──┐
 *    ▲                              ▲──────────────────────────────────────────────┘
 *    └── wait 0.1 s, 0.2 s … 5 s ◄── any failure
 * ```
 *
 * A watch only says that it is time to look; what is told always comes from a list. So a delete cannot be missed,
 * whatever happens to a stream: a lost connection, a compaction, a store that was replaced by an empty one. No
 * watch begins at the revision of a list: the store that it is opened in may be another one, which counts anew.
 */
export async function followPrefix(
  api: Pick<EtcdApi, "list" | "watch">,
  prefix: string,
  listener: PrefixListener,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff({ firstMs: 100, mostMs: 5_000 });
  const distrust = new Backoff({ firstMs: DISTRUST_MS, mostMs: DISTRUST_MS });
  let told: readonly StoredEntry[] | undefined;

  /** Gives the revision of what it saw. */
  const look = async (): Promise<bigint> => {
    const { entries, revision } = await api.list(prefix, signal);
    const isNews = told === undefined || !sameEntries(told, entries);
    told = entries;
    if (isNews && !signal.aborted) listener.onEntries(entries);
    return revision;
  };

  /** Looks and watches until a failure, which it rejects with. */
  const untilFailure = async (): Promise<never> => {
    await look(); // who waits for a list does not wait for a watch
    const watch = api.watch(prefix, signal);
    try {
      await watch.opened;
      let seen = await look();
      backoff.reset();
      for (;;) {
        await pause(clock, GAP_MS, signal);
        await watch.changedAfter(seen, distrust.next());
        seen = await look();
      }
    } finally {
      watch.cancel();
    }
  };

  while (!signal.aborted) {
    try {
      await untilFailure();
    } catch (error) {
      if (signal.aborted) return;
      told = undefined;
      listener.onError(error);
      if (isEtcdError(error, EtcdErrorCode.Closed)) return;
      await pause(clock, backoff.next(), signal);
    }
  }
}

function sameEntries(before: readonly StoredEntry[], after: readonly StoredEntry[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ key, value }, index) => key === after[index]?.key && value === after[index].value)
  );
}
