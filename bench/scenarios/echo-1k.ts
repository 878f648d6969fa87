import { echoGrid } from "./echo-grid.ts";
import type { Scenario } from "./scenario.ts";

export const echo1K: Scenario = echoGrid({ name: "echo-1k", bytes: 1024, rounds: 5, seconds: 2, quick: true });
