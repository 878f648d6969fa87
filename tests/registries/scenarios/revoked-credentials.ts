import assert from "node:assert/strict";
import { inspect } from "node:util";
import { eventually } from "../../support/registries/eventually.ts";
import { noFailures } from "./no-failures.ts";
import { both, type Scenario } from "./scenario.ts";

/** What servers and callers show the registry is worthless for a while. */
export const revokedCredentials: Scenario = {
  name: "credentials are revoked, and granted again",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry({ rights: true });
    const a = await lab.serve("a", registry);
    const caller = lab.caller(registry);
    await caller.list.holds([a.address]);
    await caller.reaches("a");
    const load = caller.load(100);
    await registry.revoke();
    const b = await lab.serve("b", registry);
    const { value: error } = await eventually("the server is refused", () => {
      const [entry] = b.server.registrations;
      return entry?.state.kind === "registering" ? entry.state.error : undefined;
    });
    const said = inspect(error, { depth: 10, showHidden: true });
    assert.ok(registry.secret !== undefined && !said.includes(registry.secret), "the error tells the secret");
    await caller.reaches("a");
    await registry.grant();
    const reached = await caller.reaches("a", "b");
    return {
      outcome: `the error says so and tells no secret; ${noFailures(await load.stop())}`,
      recoveryMs: reached.ms,
    };
  },
};
