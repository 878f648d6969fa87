import { baseline } from "../candidates/list.ts";
import type { Placement } from "../measure/pinning.ts";
import { median, NO_FIGURE, ratio, spreadPercent } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { distinct, findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Plot } from "../report/svg-plot.ts";
import type { Table } from "../report/table.ts";
import type { Row } from "./scenario.ts";

/** What a table of pairs shows. */
export interface PairView {
  /** The candidate that the others are compared with. */
  readonly baseline: string;
  /** The metric of which more is better, and its unit. */
  readonly rate: { readonly metric: string; readonly unit: string };
  /** Shown for processes that the system places; those of pinned ones are in the JSON. */
  readonly details: readonly { readonly column: string; readonly metric: string }[];
}

/** Calls with one answer each, their latencies and what they cost. */
export const unaryCalls: PairView = {
  baseline,
  rate: { metric: "callsPerSecond", unit: "calls/s" },
  details: [
    { column: "P50 µs", metric: "p50Micros" },
    { column: "P99 µs", metric: "p99Micros" },
    { column: "P99.9 µs", metric: "p999Micros" },
    { column: "client CPU µs/call", metric: "clientCpuMicros" },
    { column: "server CPU µs/call", metric: "serverCpuMicros" },
  ],
};

/**
 * A table for each group, with both placements in one line, and a plot of the rate. Latencies and processor time are
 * those of free processes.
 *
 * The column `baseline against it` says how many calls the baseline makes for each call of the line's candidate.
 */
export function pairReport(
  title: string,
  rows: readonly Row[],
  view: PairView,
): { readonly tables: readonly Table[]; readonly plot: Plot } {
  return {
    tables: distinct(rows, "group").map((group) => pairTable(title, group, rows, view)),
    plot: { title, unit: view.rate.unit, panels: panelsOf(rows, view.rate.metric) },
  };
}

function pairTable(title: string, group: string, all: readonly Row[], { baseline, rate, details }: PairView): Table {
  const rows = all.filter((row) => row.group === group);
  const placements = distinct(rows, "placement");
  return {
    title: `${title}: ${group}`,
    columns: [
      "candidate",
      ...placements.flatMap((placement) => [`${placement}: ${rate.unit}`, "spread", `${baseline} against it`]),
      ...details.map(({ column }) => column),
    ],
    rows: distinct(rows, "subject").map((subject) => {
      const rowAt = (placement: Placement, of = subject): Row | undefined =>
        findRow(rows, { group, placement, subject: of });
      return [
        subject,
        ...placements.flatMap((placement) => rateCells(rowAt(placement), rowAt(placement, baseline), rate.metric)),
        ...details.map(({ metric }) => median(metricOf(rowAt("free"), metric))),
      ];
    }),
  };
}

function rateCells(row: Row | undefined, ours: Row | undefined, metric: string): readonly string[] {
  if (row?.failure !== undefined) return ["failed", NO_FIGURE, NO_FIGURE];
  const rate = metricOf(row, metric);
  return [median(rate), spreadPercent(rate), ratio(ratioOf(ours, row, metric))];
}
