import type { Row } from "../scenarios/scenario.ts";
import { figure } from "./figures.ts";
import { distinct, findRow, metricOf } from "./rows.ts";
import type { Bar, Panel } from "./svg-plot.ts";

/** A panel for each group of rows, a bar for each subject and placement. */
export function panelsOf(rows: readonly Row[], metric: string): readonly Panel[] {
  return distinct(rows, "group").map((group) => {
    const inGroup = rows.filter((row) => row.group === group);
    return {
      title: group,
      lines: distinct(inGroup, "subject").map((subject) => ({
        label: subject,
        bars: distinct(inGroup, "placement").flatMap((placement): Bar[] => {
          const spread = metricOf(findRow(inGroup, { group, placement, subject }), metric);
          if (spread === undefined) return [];
          const { median: value, low, high } = spread;
          return [{ series: placement, value, low, high, text: figure(value) }];
        }),
      })),
    };
  });
}
