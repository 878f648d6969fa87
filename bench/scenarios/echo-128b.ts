import { framedEcho } from "./framed-echo.ts";
import type { Scenario } from "./scenario.ts";

export const echo128B: Scenario = framedEcho({
  name: "echo-128b",
  bytes: 128,
  rounds: 3,
  warmUpSeconds: 0.4,
  seconds: 0.4,
  quick: false,
});
