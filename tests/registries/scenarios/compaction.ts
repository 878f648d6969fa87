import { compact } from "../../support/registries/etcd-gateway.ts";
import type { Scenario } from "./scenario.ts";

const REVISIONS = 2_000;

/** The history that a watch wants to go on from is forgotten while it is cut off. */
export const compaction: Scenario = {
  name: `${REVISIONS} revisions later, and compacted, a watch comes back`,
  of: ["etcd"],
  async run(lab) {
    const { kind, service } = lab;
    const registry = await lab.startRegistry();
    const path = await lab.proxy(registry);
    for (const address of ["127.0.0.1:1", "127.0.0.1:2"]) await kind.put(registry, service, address);
    const { list } = lab.caller(path);
    await list.holds(["127.0.0.1:1", "127.0.0.1:2"]);
    path.cut();
    for (let done = 0; done < REVISIONS; done += 50) {
      await Promise.all(Array.from({ length: 50 }, () => kind.put(registry, service, "127.0.0.1:3")));
    }
    await kind.remove(registry, service, "127.0.0.1:1");
    for (const url of registry.urls) await compact(url);
    path.heal();
    const { ms } = await list.holds(["127.0.0.1:2", "127.0.0.1:3"]);
    return { outcome: "neither the new entry nor the removed one is missed", recoveryMs: ms };
  },
};
