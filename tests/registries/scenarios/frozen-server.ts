import assert from "node:assert/strict";
import { TTL_SECONDS } from "../lab/lab.ts";
import { both, type Scenario } from "./scenario.ts";

/** A server stands still for longer than its entry lives, and goes on. */
export const frozenServer: Scenario = {
  name: "a server stands still for longer than its entry lives, and goes on",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.spawn("a", registry);
    const b = await lab.serve("b", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    a.freeze();
    const gone = await caller.list.holds([b.address]);
    // etcd looks for what has expired every half second, and lets a lease live on a little after an election.
    assert.ok(gone.ms < TTL_SECONDS * 1_000 + 3_000, `gone after ${gone.ms} ms`);
    await caller.reaches("b");
    const load = caller.load(100);
    await caller.reaches("b");
    const { failures, answers } = await load.stop();
    assert.deepEqual(failures, []);
    assert.equal(answers.has("a"), false);
    a.thaw();
    const told = await caller.list.holds([a.address, b.address]);
    const reached = await caller.reaches("a", "b");
    return {
      outcome: `gone for callers after ${seconds(gone.ms)} s (its entry lives ${TTL_SECONDS} s), no call goes to it then; comes back by itself`,
      recoveryMs: told.ms + reached.ms,
    };
  },
};

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
