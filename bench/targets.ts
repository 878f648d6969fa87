// The targets, computed from what the last runs left in `results/`.

import { NO_FIGURE } from "./report/figures.ts";
import type { ScenarioResult } from "./report/results.ts";
import type { Spread } from "./report/statistics.ts";
import type { Table } from "./report/table.ts";
import { framedTargets } from "./targets/framed.ts";
import { grpcTargets } from "./targets/grpc.ts";
import type { Target } from "./targets/target.ts";

const targets: readonly Target[] = [...framedTargets, ...grpcTargets];

/** The table of targets, each met or not met by the median of its rounds. */
export function targetTable(resultOf: (scenario: string) => ScenarioResult | undefined): Table {
  return {
    title: "targets",
    columns: ["what", "target", "reached", "range", "met"],
    rows: targets.map((target) => {
      const reached = target.reached(resultOf(target.scenario)?.rows ?? []);
      const wanted = wantedOf(target);
      if (reached === undefined) return [target.what, wanted, "not measured", NO_FIGURE, NO_FIGURE];
      return [
        target.what,
        wanted,
        `${digits(reached.median)} ${target.unit}`,
        `${digits(reached.low)} – ${digits(reached.high)}`,
        verdict(target, reached),
      ];
    }),
  };
}

/** The scenarios from whose results the targets are computed. */
export function targetScenarios(): readonly string[] {
  return [...new Set(targets.map(({ scenario }) => scenario))];
}

function wantedOf({ limit, unit }: Target): string {
  if (limit === undefined) return "stated";
  return `${limit.bound === "at least" ? "≥" : "≤"} ${limit.value} ${unit}`;
}

function verdict({ limit }: Target, { median }: Spread): string {
  if (limit === undefined) return NO_FIGURE;
  const isMet = limit.bound === "at least" ? median >= limit.value : median <= limit.value;
  return isMet ? "met" : "**not met**";
}

function digits(value: number): string {
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
