import { both, type Scenario } from "./scenario.ts";

const ROUNDS = 5;

/** The connection of a watch breaks again and again, and the list changes each time meanwhile. */
export const watchGap: Scenario = {
  name: `a watch's connection breaks while the list changes, ${ROUNDS} times`,
  of: both,
  async run(lab) {
    const { kind, service } = lab;
    const registry = await lab.startRegistry();
    const path = await lab.proxy(registry);
    const addresses = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"];
    for (const address of addresses) await kind.put(registry, service, address);
    const { list } = lab.caller(path);
    await list.holds(addresses);
    let recoveryMs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      path.cut();
      const [gone = "", added] = [addresses.shift(), `127.0.0.1:${10 + round}`];
      addresses.push(added);
      await kind.remove(registry, service, gone);
      await kind.put(registry, service, added);
      path.heal();
      recoveryMs = Math.max(recoveryMs, (await list.holds(addresses)).ms);
    }
    return { outcome: "no change is missed; the longest of them", recoveryMs };
  },
};
