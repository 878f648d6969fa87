import { eventually } from "../../support/registries/eventually.ts";
import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** The caller cannot reach the registry. */
export const callerCutOff: Scenario = {
  name: "a caller is cut off from the registry",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.serve("a", registry);
    const path = await lab.proxy(registry);
    const caller = lab.caller(path);
    await caller.list.holds([a.address]);
    await caller.reaches("a");
    const load = caller.load(100);
    path.cut();
    const b = await lab.serve("b", registry);
    await lab.stored(registry, [a.address, b.address]);
    await caller.reaches("a");
    path.heal();
    const reached = await caller.reaches("a", "b");
    return {
      outcome: `it goes on with the last list; ${noFailures(await load.stop())}`,
      recoveryMs: reached.ms,
    };
  },
};

/** A server cannot reach the registry. */
export const serverCutOff: Scenario = {
  name: "a server is cut off from the registry",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const path = await lab.proxy(registry);
    const a = await lab.serve("a", path);
    const b = await lab.serve("b", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    const load = caller.load(100);
    path.cut();
    await caller.list.holds([b.address]);
    await caller.reaches("b");
    path.heal();
    const told = await caller.list.holds([a.address, b.address]);
    const reached = await caller.reaches("a", "b");
    await lab.stored(registry, [a.address, b.address]);
    return {
      outcome: `its entry expires, and comes back by itself; ${noFailures(await load.stop())}`,
      recoveryMs: told.ms + reached.ms,
    };
  },
};

/** What a server sends reaches the registry, and no answer comes back. */
export const answersLost: Scenario = {
  name: "a server's heartbeats reach the registry, and no answer comes back",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const path = await lab.proxy(registry);
    const a = await lab.serve("a", path);
    const b = await lab.serve("b", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    const load = caller.load(100);
    path.blackHole("answers");
    await eventually("the server notices", () => a.server.registrations[0]?.state.kind === "registering" || undefined);
    path.heal();
    const stored = await lab.stored(registry, [a.address, b.address]);
    const told = await caller.list.holds([a.address, b.address]);
    const reached = await caller.reaches("a", "b");
    return {
      outcome: `it is stored once afterwards; ${noFailures(await load.stop())}`,
      recoveryMs: stored.ms + told.ms + reached.ms,
    };
  },
};
