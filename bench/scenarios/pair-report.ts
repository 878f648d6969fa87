import { baseline } from "../candidates/list.ts";
import type { Placement } from "../measure/pinning.ts";
import { median, NO_FIGURE, ratio, spreadPercent } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { distinct, findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Plot } from "../report/svg-plot.ts";
import type { Table } from "../report/table.ts";
import type { Row } from "./scenario.ts";

/**
 * A table for each group, with both placements in one line, and a plot of the calls in a second. Latencies and
 * processor time are those of free processes.
 *
 * The column `baseline against it` says how many calls the baseline makes for each call of the line's candidate.
 */
export function pairReport(
  title: string,
  rows: readonly Row[],
): { readonly tables: readonly Table[]; readonly plot: Plot } {
  return {
    tables: distinct(rows, "group").map((group) => pairTable(title, group, rows)),
    plot: { title, unit: "calls/s", panels: panelsOf(rows, "callsPerSecond") },
  };
}

function pairTable(title: string, group: string, all: readonly Row[]): Table {
  const rows = all.filter((row) => row.group === group);
  const placements = distinct(rows, "placement");
  return {
    title: `${title}: ${group}`,
    columns: [
      "candidate",
      ...placements.flatMap((placement) => [`${placement}: calls/s`, "spread", `${baseline} against it`]),
      ...details.map(({ column }) => column),
    ],
    rows: distinct(rows, "subject").map((subject) => {
      const rowAt = (placement: Placement, of = subject): Row | undefined =>
        findRow(rows, { group, placement, subject: of });
      return [
        subject,
        ...placements.flatMap((placement) => rateCells(rowAt(placement), rowAt(placement, baseline))),
        ...details.map(({ metric }) => median(metricOf(rowAt("free"), metric))),
      ];
    }),
  };
}

/** Shown for processes that the system places; those of pinned ones are in the JSON. */
const details = [
  { column: "P50 µs", metric: "p50Micros" },
  { column: "P99 µs", metric: "p99Micros" },
  { column: "P99.9 µs", metric: "p999Micros" },
  { column: "client CPU µs/call", metric: "clientCpuMicros" },
  { column: "server CPU µs/call", metric: "serverCpuMicros" },
] as const;

function rateCells(row: Row | undefined, ours: Row | undefined): readonly string[] {
  if (row?.failure !== undefined) return ["failed", NO_FIGURE, NO_FIGURE];
  const rate = metricOf(row, "callsPerSecond");
  return [median(rate), spreadPercent(rate), ratio(ratioOf(ours, row, "callsPerSecond"))];
}
