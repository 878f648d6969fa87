import { invalidOption } from "../errors/invalid-option.ts";
import { systemClock } from "../util/clock.ts";
import { printable } from "../util/printable.ts";
import type { Timer } from "../util/timer.ts";
import { ask } from "./ask.ts";
import { type FollowOptions, follow, REFRESH_INTERVAL_MS } from "./follow.ts";
import type { ResolveListener, ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";

/** Milliseconds that earlier resolvers have for their first answer when a later one knows somebody already. */
const PATIENCE_MS = 1_000;

/** What a resolver said last. */
type Answer =
  | { readonly kind: "awaited" }
  | { readonly kind: "known"; readonly result: ResolveResult }
  | { readonly kind: "failed"; readonly error: unknown };

interface Source {
  readonly resolver: Resolver;
  answer: Answer;
}

const awaited: Answer = { kind: "awaited" };
const nobody: Answer = { kind: "known", result: { instances: [] } };

/**
 * Several resolvers as one: the first in order that knows somebody answers (Kitex's `SynthesizedResolver`).
 *
 * One that fails is passed over for as long as it does. Where nobody is known and any of them failed, that is an
 * `AggregateError` with what each of those met: one of them might have known somebody.
 */
export function inOrder(...resolvers: readonly Resolver[]): Resolver {
  return inOrderWith(resolvers, { clock: systemClock, refreshIntervalMs: REFRESH_INTERVAL_MS });
}

/** The same with a clock and an interval of the caller's. */
export function inOrderWith(resolvers: readonly Resolver[], options: FollowOptions): Resolver {
  if (resolvers.length === 0) throw invalidOption("inOrder needs at least one resolver");
  return {
    name: resolvers.map(({ name }) => name).join(", then "),
    resolve: (target, signal) => resolveInOrder(sourcesOf(resolvers), target, options, signal),
    watch: (target, listener, signal) => {
      if (!signal.aborted) watchInOrder(sourcesOf(resolvers), target, listener, options, signal);
    },
  };
}

function sourcesOf(resolvers: readonly Resolver[]): readonly Source[] {
  return resolvers.map((resolver) => ({ resolver, answer: awaited }));
}

/** Asks one after the other, until one knows somebody. */
async function resolveInOrder(
  sources: readonly Source[],
  target: ResolveTarget,
  { clock }: FollowOptions,
  signal: AbortSignal,
): Promise<ResolveResult> {
  for (const source of sources) {
    const { resolver } = source;
    try {
      source.answer = { kind: "known", result: resolver.fixed ?? (await ask(resolver, target, clock, signal)) };
    } catch (error) {
      signal.throwIfAborted();
      source.answer = { kind: "failed", error };
    }
    const answer = answerOfAll(sources, target, true);
    if (answer.kind === "known") return answer.result;
    if (answer.kind === "failed") throw answer.error;
  }
  return { instances: [] };
}

function watchInOrder(
  sources: readonly Source[],
  target: ResolveTarget,
  listener: ResolveListener,
  options: FollowOptions,
  signal: AbortSignal,
): void {
  const { clock } = options;
  let patient = true;
  let told: ResolveResult | undefined;
  let due: Timer | undefined;

  const tell = (): void => {
    due = undefined;
    const answer = answerOfAll(sources, target, patient);
    if (answer.kind === "failed") {
      told = undefined;
      listener.onError(answer.error);
    } else if (answer.kind === "known" && answer.result !== told) {
      told = answer.result;
      listener.onResult(answer.result);
    }
  };
  // A moment later, so that what several say at once is told once.
  const tellSoon = (): void => {
    due ??= clock.setTimer(tell, 0);
  };
  const patience = clock.setTimer(() => {
    patient = false;
    tellSoon();
  }, PATIENCE_MS);
  const end = (): void => {
    patience.cancel();
    due?.cancel();
  };
  signal.addEventListener("abort", end, { once: true });

  for (const source of sources) {
    const note = (answer: Answer): void => {
      source.answer = answer;
      tellSoon();
    };
    const heard: ResolveListener = {
      onResult: (result) => note({ kind: "known", result }),
      onError: (error) => note({ kind: "failed", error }),
    };
    follow(source.resolver, target, heard, options, signal);
  }
}

/** What they say together. With patience, none is passed over before it has said anything. */
function answerOfAll(sources: readonly Source[], target: ResolveTarget, patient: boolean): Answer {
  for (const { answer } of sources) {
    if (answer.kind === "known" && answer.result.instances.length > 0) return answer;
    if (answer.kind === "awaited" && patient) return answer;
  }
  const failures: string[] = [];
  const errors: unknown[] = [];
  for (const { resolver, answer } of sources) {
    if (answer.kind !== "failed") continue;
    failures.push(`${resolver.name}: ${printable(answer.error)}`);
    errors.push(answer.error);
  }
  if (errors.length > 0) {
    const text = `nobody is known who serves "${target.service}"; ${failures.join("; ")}`;
    return { kind: "failed", error: new AggregateError(errors, text) };
  }
  return sources.some(({ answer }) => answer === awaited) ? awaited : nobody;
}
