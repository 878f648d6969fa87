import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Whether the system places the two processes of a pair, or each has a core of its own. */
export type Placement = "free" | "pinned";

/** The placements that this machine allows: pinning needs `taskset` and two cores. */
export function placements(): readonly Placement[] {
  const canPin = availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;
  return canPin ? ["free", "pinned"] : ["free"];
}

/** The core of each side. */
const cores = { server: 0, client: 1 } as const;

/** A command, and its environment, for one side of a pair. Go gets one thread to run on when it is pinned. */
export function placed(
  command: readonly string[],
  side: "server" | "client",
  placement: Placement,
): { readonly command: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  if (placement === "free") return { command, env: process.env };
  return {
    command: ["taskset", "--cpu-list", `${cores[side]}`, ...command],
    env: { ...process.env, GOMAXPROCS: "1" },
  };
}
