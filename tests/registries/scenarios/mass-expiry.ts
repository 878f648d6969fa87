import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** All servers lose the registry, so that all entries expire within moments; callers do not lose it. */
export const massExpiry: Scenario = {
  name: "all entries of a service expire at once",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const path = await lab.proxy(registry);
    const servers = [await lab.serve("a", path), await lab.serve("b", path)];
    const addresses = servers.map(({ address }) => address);
    const caller = lab.caller(registry);
    await caller.list.holds(addresses);
    await caller.reaches("a", "b");
    const load = caller.load(100);
    path.cut();
    await caller.list.holds([]);
    // Where the entries expired a moment apart, the last list is that of the second: whoever is on it answers.
    for (let call = 0; call < 20; call++) await caller.client.Echo({ message: "who?" });
    path.heal();
    const { ms } = await caller.list.holds(addresses);
    await caller.reaches("a", "b");
    return { outcome: `callers go on with the last list; ${noFailures(await load.stop())}`, recoveryMs: ms };
  },
};
