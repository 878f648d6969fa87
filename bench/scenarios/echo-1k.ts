import { framedEcho } from "./framed-echo.ts";
import type { Scenario } from "./scenario.ts";

export const echo1K: Scenario = framedEcho({
  name: "echo-1k",
  bytes: 1024,
  rounds: 3,
  warmUpSeconds: 3,
  seconds: 2,
  quick: true,
});
