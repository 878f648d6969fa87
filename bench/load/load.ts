import { type Exchange, type LoadClient, streamsOf } from "./exchange.ts";
import { Histogram } from "./histogram.ts";
import type { Amount, LoadResult, LoadSpec } from "./protocol.ts";
import { collectedHeap, currentUsage } from "./usage.ts";

/** Calls in closed loops: every call that settles makes room for the next one. */
export class Load {
  readonly #lanes: readonly Exchange[];
  readonly #beside: readonly Exchange[];

  constructor(client: LoadClient, { payload, inFlight, beside }: LoadSpec) {
    this.#lanes = Array.from({ length: inFlight }, () =>
      payload.kind === "stream" ? streamsOf(client).exchange(payload) : client.exchange(payload),
    );
    this.#beside =
      beside === undefined ? [] : Array.from({ length: beside.inFlight }, () => client.exchange(beside.payload));
  }

  /** Makes calls for as long as `amount` says and rejects with the error of the first that fails. */
  async measure(amount: Amount, options: { readonly verify?: boolean } = {}): Promise<LoadResult> {
    const verify = options.verify ?? false;
    const until = new Until(amount);
    const cpuBefore = currentUsage().cpuMicros;
    const startedAt = performance.now();
    const latencies = new Histogram();
    const calls = runLanes(this.#lanes, until, verify, latencies);
    const afterCalls = calls.then(() => performance.now()).finally(() => until.stop());
    const besideLatencies = new Histogram();
    const beside = runLanes(this.#beside, { more: () => !until.stopped }, verify, besideLatencies);
    const [endedAt] = await Promise.all([afterCalls, beside.catch((error: unknown) => until.fail(error))]);
    until.assertSound();
    return {
      calls: latencies.count,
      besideCalls: besideLatencies.count,
      seconds: (endedAt - startedAt) / 1000,
      p50Micros: latencies.percentileMicros(0.5),
      p99Micros: latencies.percentileMicros(0.99),
      p999Micros: latencies.percentileMicros(0.999),
      maxMicros: latencies.percentileMicros(1),
      cpuMicros: currentUsage().cpuMicros - cpuBefore,
      ...(amount.heap === true ? await collectedHeap() : {}),
    };
  }
}

/** Says whether a further call is to be made. */
interface More {
  more(): boolean;
}

/** The end of a measurement: a time, or a number of calls. */
class Until implements More {
  stopped = false;
  #callsLeft: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(amount: Amount) {
    this.#callsLeft = "calls" in amount ? amount.calls : Number.POSITIVE_INFINITY;
    this.#timer = "calls" in amount ? undefined : setTimeout(() => this.stop(), amount.seconds * 1000);
  }

  more(): boolean {
    return !this.stopped && this.#callsLeft-- > 0;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.#timer);
  }

  /** Ends the measurement because of a call that is not one of those it counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop();
  }

  assertSound(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Settles when every lane has made its last call; rejects with the first failure. */
function runLanes(lanes: readonly Exchange[], until: More, verify: boolean, latencies: Histogram): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = lanes.length;
    const ended = (): void => {
      running--;
      if (running === 0) resolve();
    };
    if (running === 0) resolve();
    for (const exchange of lanes) runLane(exchange, until, verify, latencies, ended, reject);
  });
}

function runLane(
  exchange: Exchange,
  until: More,
  verify: boolean,
  latencies: Histogram,
  ended: () => void,
  failed: (error: unknown) => void,
): void {
  let startedAt = 0;
  const next = (): void => {
    if (!until.more()) {
      ended();
      return;
    }
    startedAt = performance.now();
    exchange.start(done, failed, verify);
  };
  const done = (): void => {
    latencies.record(performance.now() - startedAt);
    next();
  };
  next();
}
