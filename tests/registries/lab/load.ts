import type { EchoServiceClient } from "../../fixtures/kitex-gen/echo/service.ts";

/** What became of the calls of a {@link Load}. */
export interface LoadResult {
  readonly calls: number;
  readonly failures: readonly Error[];
  /** Milliseconds that the slowest call took which did not fail. */
  readonly slowestMs: number;
  /** How many calls each server answered, by its name. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Calls that go on, whatever happens. */
export interface Load extends Disposable {
  /** Makes no further calls, waits for those in flight, and tells what became of all. */
  stop(): Promise<LoadResult>;
}

/** Begins to make `perSecond` calls. */
export function startLoad(client: EchoServiceClient, perSecond: number): Load {
  const answers = new Map<string, number>();
  const failures: Error[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let calls = 0;
  let slowestMs = 0;
  const call = async (): Promise<void> => {
    const started = performance.now();
    const { message } = await client.Echo({ message: "who?" });
    answers.set(message, (answers.get(message) ?? 0) + 1);
    slowestMs = Math.max(slowestMs, performance.now() - started);
  };
  const timer = setInterval(() => {
    calls += 1;
    const one: Promise<unknown> = call()
      .catch((error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => inFlight.delete(one));
    inFlight.add(one);
  }, 1_000 / perSecond);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(inFlight);
      return { calls, failures, slowestMs, answers };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
