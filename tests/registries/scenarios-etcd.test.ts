import { test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { registryKinds } from "./kinds/all.ts";
import { play } from "./play.ts";
import { scenarios } from "./scenarios/all.ts";

/** A scenario waits for entries to expire, and starts processes. */
const PATIENCE_MS = 120_000;

describePeer("etcd", "servers and callers that find each other through etcd", () => {
  for (const scenario of scenarios.filter(({ of }) => of.includes("etcd"))) {
    test(scenario.name, { timeout: PATIENCE_MS }, async () => {
      await play(scenario, registryKinds.etcd);
    });
  }
});
