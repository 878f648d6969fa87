import assert from "node:assert/strict";
import { both, type Scenario } from "./scenario.ts";

/** A server is killed, and its entry stays behind. */
export const killedServer: Scenario = {
  name: "a server is killed before it can deregister",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.spawn("a", registry);
    const b = await lab.serve("b", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    const load = caller.load(200);
    await caller.reaches("a", "b");
    await a.kill();
    const gone = await caller.list.holds([b.address]);
    const { calls, failures } = await load.stop();
    // A call that was written already cannot be made again; any other goes to another instance.
    assert.ok(failures.length <= 5, `${failures.length} of ${calls} calls failed`);
    return {
      outcome: `${failures.length} of ${calls} calls failed, at 200 a second, until the entry was gone`,
      recoveryMs: gone.ms,
    };
  },
};
