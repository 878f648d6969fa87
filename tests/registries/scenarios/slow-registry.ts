import assert from "node:assert/strict";
import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** Half a second on the way there, and half a second back. */
const DELAY_MS = 500;

/** Every answer of the registry takes a second more. */
export const slowRegistry: Scenario = {
  name: "the registry answers a second late",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.serve("a", registry);
    const slow = await lab.proxy(registry);
    const caller = lab.caller(slow);
    await caller.reaches("a");
    const load = caller.load(100);
    slow.delay(DELAY_MS);
    const b = await lab.serve("b", slow);
    const stored = await lab.stored(registry, [a.address, b.address]);
    const reached = await caller.reaches("a", "b");
    const result = await load.stop();
    assert.ok(result.slowestMs < 500, `a call took ${result.slowestMs} ms`);
    const started = performance.now();
    await b.close();
    const closedMs = performance.now() - started;
    assert.ok(closedMs < 3_000, `a server took ${closedMs} ms to stop`);
    return {
      outcome: `${noFailures(result)}, nor was one slow; a server registered and was found meanwhile`,
      recoveryMs: stored.ms + reached.ms,
    };
  },
};
