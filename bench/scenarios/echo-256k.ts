import { framedEcho } from "./framed-echo.ts";
import type { Scenario } from "./scenario.ts";

export const echo256K: Scenario = framedEcho({
  name: "echo-256k",
  bytes: 256 * 1024,
  rounds: 3,
  warmUpSeconds: 0.4,
  seconds: 0.4,
  quick: false,
});
