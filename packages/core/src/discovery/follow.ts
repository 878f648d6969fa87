import type { Clock } from "../util/clock.ts";
import { pause } from "../util/pause.ts";
import { ask } from "./ask.ts";
import type { ResolveListener, Resolver, ResolveTarget } from "./resolver.ts";

/** How a resolver is followed that cannot watch. */
export interface FollowOptions {
  readonly clock: Clock;
  /** Milliseconds from an answer, or a failure, to the next question. */
  readonly refreshIntervalMs: number;
}

/** Milliseconds between two questions to a resolver that cannot watch (Kitex's interval). */
export const REFRESH_INTERVAL_MS = 5_000;

/**
 * Tells `listener` who serves `target`, until `signal` aborts; after that it is told nothing, whatever the resolver does.
 *
 * A resolver that can watch does so. Any other is asked at once and then again and again, one question at a time.
 * A fixed answer is told before this returns.
 */
export function follow(
  resolver: Resolver,
  target: ResolveTarget,
  listener: ResolveListener,
  options: FollowOptions,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const whileWanted: ResolveListener = {
    onResult: (result) => {
      if (!signal.aborted) listener.onResult(result);
    },
    onError: (error) => {
      if (!signal.aborted) listener.onError(error);
    },
  };
  if (resolver.fixed !== undefined) {
    listener.onResult(resolver.fixed);
  } else if (resolver.watch === undefined) {
    void askAgainAndAgain(resolver, target, whileWanted, options, signal);
  } else {
    try {
      resolver.watch(target, whileWanted, signal);
    } catch (error) {
      whileWanted.onError(error);
    }
  }
}

async function askAgainAndAgain(
  resolver: Resolver,
  target: ResolveTarget,
  listener: ResolveListener,
  { clock, refreshIntervalMs }: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await ask(resolver, target, clock, signal).then(
      (result) => listener.onResult(result),
      (error: unknown) => listener.onError(error),
    );
    await pause(clock, refreshIntervalMs, signal);
  }
}
