import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** A server is asked to stop while it is called. */
export const gracefulStop: Scenario = {
  name: "a server is stopped with SIGTERM while it is called",
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
    const ended = a.stop();
    const gone = await caller.list.holds([b.address]);
    await ended;
    await lab.stored(registry, [b.address]);
    await caller.reaches("b");
    return { outcome: `${noFailures(await load.stop())}, at 200 a second`, recoveryMs: gone.ms };
  },
};
