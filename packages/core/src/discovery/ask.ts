import type { Clock } from "../util/clock.ts";
import type { ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";

/** Milliseconds that one question may take. */
const ATTEMPT_MS = 5_000;

/**
 * Asks `resolver` once. Rejects when `signal` aborts or 5 s have passed: the resolver's own signal aborts then, and a
 * resolver that does not listen to it is not waited for.
 */
export function ask(
  resolver: Resolver,
  target: ResolveTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<ResolveResult> {
  return new Promise((settle, reject) => {
    signal.throwIfAborted();
    const attempt = new AbortController();
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener("abort", abandon);
    };
    const giveUp = (reason: unknown): void => {
      end();
      reject(reason);
      attempt.abort(reason);
    };
    const abandon = (): void => giveUp(signal.reason);
    const timer = clock.setTimer(() => {
      giveUp(new Error(`${resolver.name} did not answer within ${ATTEMPT_MS} ms`));
    }, ATTEMPT_MS);
    signal.addEventListener("abort", abandon, { once: true });
    const answer = async (): Promise<ResolveResult> => resolver.resolve(target, attempt.signal);
    answer().finally(end).then(settle, reject);
  });
}
