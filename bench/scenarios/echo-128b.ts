import { echoGrid } from "./echo-grid.ts";
import type { Scenario } from "./scenario.ts";

export const echo128B: Scenario = echoGrid({ name: "echo-128b", bytes: 128, rounds: 3, seconds: 1, quick: false });
