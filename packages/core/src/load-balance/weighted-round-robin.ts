import type { Instance } from "../context/instance.ts";
import type { LoadBalancer, Picker } from "./load-balancer.ts";

/**
 * One instance after the other, each as often as its weight says, and evenly spread: of weights 5, 1 and 1 not five
 * calls in a row. Instances whose weight is not above 0 get no calls, as in Kitex. Each list begins at a random place,
 * so that many clients do not begin with the same instance.
 *
 * `random` gives a number from 0 up to 1; for tests.
 */
export function weightedRoundRobin(random: () => number = Math.random): LoadBalancer {
  return {
    name: "weighted-round-robin",
    picker: (instances) => {
      const willing = instances.filter(({ weight }) => weight > 0 && weight < Number.POSITIVE_INFINITY);
      const [first] = willing;
      if (first === undefined) return { next: () => undefined };
      const equal = willing.every(({ weight }) => weight === first.weight);
      return equal ? inTurn(willing, random()) : new EarliestDue(willing, random());
    },
  };
}

function inTurn(instances: readonly Instance[], start: number): Picker {
  let turn = Math.floor(start * instances.length);
  return {
    next: () => {
      const instance = instances[turn];
      turn = turn + 1 === instances.length ? 0 : turn + 1;
      return instance;
    },
  };
}

/**
 * Instances by when their next call is due: each becomes due again after 1 / weight.
 *
 * A heap in two arrays: choosing among 10,000 takes some fifteen comparisons, and nothing is built whose size depends
 * on the weights. The first due time is half an interval, which spreads the heavy ones evenly around the light ones.
 */
class EarliestDue implements Picker {
  readonly #instances: Instance[];
  readonly #due: Float64Array;

  constructor(instances: readonly Instance[], start: number) {
    this.#instances = [...instances];
    this.#due = Float64Array.from(instances, ({ weight }) => 0.5 / weight);
    for (let at = (instances.length >> 1) - 1; at >= 0; at--) this.#sink(at);
    // A random place in the sequence, without walking there through a long one.
    for (let skipped = Math.floor(start * Math.min(instances.length, 64)); skipped > 0; skipped--) this.next();
  }

  next(): Instance | undefined {
    const instance = this.#instances[0];
    if (instance === undefined) return undefined;
    this.#due[0] = (this.#due[0] ?? 0) + 1 / instance.weight;
    this.#sink(0);
    return instance;
  }

  #sink(from: number): void {
    const [instances, due] = [this.#instances, this.#due];
    const instance = instances[from] as Instance;
    const dueOf = (at: number): number => due[at] as number;
    const own = dueOf(from);
    let at = from;
    for (let child = 2 * at + 1; child < due.length; child = 2 * at + 1) {
      if (child + 1 < due.length && dueOf(child + 1) < dueOf(child)) child += 1;
      if (dueOf(child) >= own) break;
      due[at] = dueOf(child);
      instances[at] = instances[child] as Instance;
      at = child;
    }
    due[at] = own;
    instances[at] = instance;
  }
}
