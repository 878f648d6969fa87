import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** The registry is killed under servers and callers, and comes back without its data. */
export const restartWithoutData: Scenario = restart("the registry is killed and comes back without its data", false);

/** The same with its data. */
export const restartWithData: Scenario = restart("the registry is killed and comes back with its data", true);

function restart(name: string, keepData: boolean): Scenario {
  return {
    name,
    of: both,
    async run(lab) {
      const registry = await lab.startRegistry({ keepData });
      const servers = [await lab.serve("a", registry), await lab.serve("b", registry)];
      const addresses = servers.map(({ address }) => address);
      const caller = lab.caller(registry);
      await caller.list.holds(addresses);
      await caller.reaches("a", "b");
      const load = caller.load(50);
      await registry.kill();
      await caller.reaches("a", "b");
      await registry.restart({ keepData });
      const stored = await lab.stored(registry, addresses);
      const told = await caller.list.holds(addresses);
      await caller.reaches("a", "b");
      return {
        outcome: `each server is stored once; ${noFailures(await load.stop())}`,
        recoveryMs: stored.ms + told.ms,
      };
    },
  };
}
