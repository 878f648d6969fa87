import type { RegistryName } from "../kinds/kind.ts";
import type { Lab } from "../lab/lab.ts";

/** A way in which registries fail, played against a real one. */
export interface Scenario {
  /** What happens. */
  readonly name: string;
  /** The registries it can happen to. */
  readonly of: readonly RegistryName[];
  /** Plays it; rejects when something does not hold that must. */
  run(lab: Lab): Promise<Played>;
}

/** What came of a scenario. */
export interface Played {
  /** What servers and callers noticed, for people. */
  readonly outcome: string;
  /** Milliseconds from the end of the failure until all was as it should be. */
  readonly recoveryMs?: number;
}

export const both: readonly RegistryName[] = ["etcd", "consul"];
