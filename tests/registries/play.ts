import type { RegistryKind } from "./kinds/kind.ts";
import { Lab } from "./lab/lab.ts";
import type { Played, Scenario } from "./scenarios/scenario.ts";

/** Plays a scenario with a registry of its own, and cleans up. */
export async function play(scenario: Scenario, kind: RegistryKind): Promise<Played> {
  await using lab = new Lab(kind);
  return await scenario.run(lab);
}
