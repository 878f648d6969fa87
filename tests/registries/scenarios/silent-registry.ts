import assert from "node:assert/strict";
import { eventually } from "../../support/registries/eventually.ts";
import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** Nothing goes through to the registry, and nobody is told. */
export const silentRegistry: Scenario = {
  name: "the registry is silent: connections stay, nothing is answered",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const a = await lab.serve("a", registry);
    const path = await lab.proxy(registry);
    const leaving = await lab.serve("leaving", path);
    const caller = lab.caller(path);
    await caller.reaches("a", "leaving");
    path.blackHole();
    const load = caller.load(100);
    const b = await lab.serve("b", path);
    await eventually("the server gives up its first attempt", () => {
      const [entry] = b.server.registrations;
      return entry?.state.kind === "registering" ? entry.state.error : undefined;
    });
    await caller.reaches("a", "leaving");
    const meanwhile = await load.stop();
    noFailures(meanwhile);
    assert.ok(meanwhile.slowestMs < 500, `a call took ${meanwhile.slowestMs} ms`);
    const started = performance.now();
    await leaving.close();
    const closedMs = performance.now() - started;
    assert.ok(closedMs < 5_000, `a server took ${closedMs} ms to stop`);
    const after = caller.load(100);
    await caller.reaches("a");
    path.heal();
    const reached = await caller.reaches("a", "b");
    await caller.list.holds([a.address, b.address]);
    return {
      outcome: `${noFailures(await after.stop())}, nor one before that; a server stopped within ${(closedMs / 1_000).toFixed(1)} s`,
      recoveryMs: reached.ms,
    };
  },
};
