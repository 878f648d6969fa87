import assert from "node:assert/strict";
import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** Of three members the leader is killed, then another; the third has no majority until one comes back. */
export const leaderLoss: Scenario = {
  name: "of three members the leader is killed, then a second one, which comes back",
  of: both,
  async run(lab) {
    const cluster = await lab.startCluster();
    const leader = await cluster.leader();
    const [survivor, other] = cluster.members.filter((member) => member !== leader);
    assert.ok(survivor !== undefined && other !== undefined);
    // Clients of Consul talk to one agent, those of etcd to any member.
    const at = { urls: [...survivor.urls, ...other.urls, ...leader.urls] };
    const a = await lab.serve("a", at);
    const caller = lab.caller(at);
    await caller.list.holds([a.address]);
    await caller.reaches("a");
    const load = caller.load(100);
    await leader.kill();
    const b = await lab.serve("b", at);
    const elected = await caller.reaches("a", "b");
    await other.kill();
    const c = await lab.serve("c", at);
    await caller.reaches("a", "b");
    await other.restart({ keepData: true });
    const reached = await caller.reaches("a", "b", "c");
    await lab.stored(at, [a.address, b.address, c.address]);
    return {
      outcome: `a server registers ${(elected.ms / 1_000).toFixed(1)} s after the leader is gone, and with one member left as soon as there are two; ${noFailures(await load.stop())}`,
      recoveryMs: reached.ms,
    };
  },
};
