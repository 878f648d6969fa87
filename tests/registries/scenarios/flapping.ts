import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { both, type Scenario } from "./scenario.ts";

const INSTANCES = 500;
const CHANGES = 250;
const INTERVAL_MS = 20;
/** Far more than the lists of 500 that are alive at a time; what piles up is more. */
const MOST_HEAP_GROWTH = 64 * 1024 * 1024;

/** Instances come and go all the time. */
export const flapping: Scenario = {
  name: `of ${INSTANCES} instances one leaves or comes back 50 times a second, for 5 s`,
  of: both,
  async run(lab) {
    const { kind, service } = lab;
    const registry = await lab.startRegistry();
    const addresses = Array.from({ length: INSTANCES }, (_, index) => `127.0.0.1:${1_000 + index}`);
    for (let done = 0; done < INSTANCES; done += 50) {
      await Promise.all(addresses.slice(done, done + 50).map((address) => kind.put(registry, service, address)));
    }
    const { list } = lab.caller(registry);
    await list.holds(addresses);
    const [toldBefore, heapBefore] = [list.told, process.memoryUsage().heapUsed];
    for (let change = 0; change < CHANGES; change++) {
      const address = addresses[change >> 1] ?? "";
      await (change % 2 === 0 ? kind.remove : kind.put)(registry, service, address);
      await wait(INTERVAL_MS);
    }
    const { ms } = await list.holds(addresses);
    const told = list.told - toldBefore;
    assert.ok(told <= CHANGES, `${told} lists for ${CHANGES} changes`);
    const grown = process.memoryUsage().heapUsed - heapBefore;
    assert.ok(grown < MOST_HEAP_GROWTH, `the heap grew by ${grown} bytes`);
    return { outcome: `${CHANGES} changes made ${told} lists, the last of them right`, recoveryMs: ms };
  },
};
