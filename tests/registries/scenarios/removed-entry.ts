import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** Somebody else removes the entry of a server that lives. */
export const removedEntry: Scenario = {
  name: "somebody removes the entry of a server that lives",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.serve("a", registry);
    const b = await lab.serve("b", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    const load = caller.load(100);
    await lab.kind.remove(registry, lab.service, a.address);
    await caller.list.holds([b.address]);
    const told = await caller.list.holds([a.address, b.address]);
    const reached = await caller.reaches("a", "b");
    return {
      outcome: `it comes back with the next heartbeat; ${noFailures(await load.stop())}`,
      recoveryMs: told.ms + reached.ms,
    };
  },
};
