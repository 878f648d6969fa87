import { baseline } from "../candidates/list.ts";
import { figure, median, NO_FIGURE, ratio, spreadPercent } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { distinct, findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Plot } from "../report/svg-plot.ts";
import type { Table } from "../report/table.ts";
import type { Row } from "./scenario.ts";

/**
 * A table for each group, with both placements in one line, and a plot of the calls in a second.
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
  const columns = placements.flatMap((placement) => [
    `${placement}: calls/s`,
    "spread",
    `${baseline} against it`,
    "P50 µs",
    "P99 µs",
    "P99.9 µs",
    "client CPU µs/call",
    "server CPU µs/call",
  ]);
  return {
    title: `${title}: ${group}`,
    columns: ["candidate", ...columns],
    rows: distinct(rows, "subject").map((subject) => [
      subject,
      ...placements.flatMap((placement) => {
        const row = findRow(rows, { group, placement, subject });
        if (row?.failure !== undefined) return ["failed", ...Array.from({ length: 7 }, () => NO_FIGURE)];
        const rate = metricOf(row, "callsPerSecond");
        const ours = findRow(rows, { group, placement, subject: baseline });
        return [
          median(rate),
          spreadPercent(rate),
          ratio(ratioOf(ours, row, "callsPerSecond")),
          ...["p50Micros", "p99Micros", "p999Micros", "clientCpuMicros", "serverCpuMicros"].map((metric) => {
            const spread = metricOf(row, metric);
            return spread === undefined ? NO_FIGURE : figure(spread.median);
          }),
        ];
      }),
    ]),
  };
}
