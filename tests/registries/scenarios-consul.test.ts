import { test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { registryKinds } from "./kinds/all.ts";
import { play } from "./play.ts";
import { scenarios } from "./scenarios/all.ts";

/** A scenario waits for entries to expire, and starts processes. */
const PATIENCE_MS = 120_000;

describePeer("consul", "servers and callers that find each other through Consul", () => {
  for (const scenario of scenarios.filter(({ of }) => of.includes("consul"))) {
    test(scenario.name, { timeout: PATIENCE_MS }, async () => {
      await play(scenario, registryKinds.consul);
    });
  }
});
