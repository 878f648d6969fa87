import { both, type Scenario } from "./scenario.ts";

/** Somebody stores what no caller can use. */
export const badData: Scenario = {
  name: "entries that cannot be used stand among good ones",
  of: both,
  async run(lab) {
    const registry = await lab.startRegistry();
    const caller = lab.caller(registry);
    const a = await lab.serve("a", registry, { tags: JSON.parse('{"__proto__":"mine","zone":"a"}') });
    await caller.list.holds([a.address]);
    await lab.kind.putBad(registry, lab.service);
    const b = await lab.serve("b", registry);
    const { ms } = await caller.list.holds([a.address, b.address]);
    await caller.reaches("a", "b");
    return { outcome: "they are left out, the others are used", recoveryMs: ms };
  },
};
