import { echoGrid } from "./echo-grid.ts";
import type { Scenario } from "./scenario.ts";

export const echo128B: Scenario = echoGrid({
  name: "echo-128b",
  bytes: 128,
  rounds: 3,
  warmUpSeconds: 0.4,
  seconds: 0.4,
  quick: false,
});
