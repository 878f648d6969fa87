import type { Row } from "../scenarios/scenario.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** Which row is meant. */
export type RowKey = Pick<Row, "group" | "placement" | "subject">;

/** The row of this key, if it was measured. */
export function findRow(rows: readonly Row[], { group, placement, subject }: RowKey): Row | undefined {
  return rows.find((row) => row.group === group && row.placement === placement && row.subject === subject);
}

/** A metric of a row over its rounds; `undefined` when nothing was measured. */
export function metricOf(row: Row | undefined, metric: string): Spread | undefined {
  return row && spreadOf(row.rounds.map((round) => round[metric] ?? Number.NaN));
}

/** A metric of `over` as a multiple of that of `under`, round by round: both were measured in the same minute. */
export function ratioOf(over: Row | undefined, under: Row | undefined, metric: string): Spread | undefined {
  if (over === undefined || under === undefined) return undefined;
  return spreadOf(
    over.rounds.map((round, at) => (round[metric] ?? Number.NaN) / (under.rounds[at]?.[metric] ?? Number.NaN)),
  );
}

/** The distinct values of a property of rows, in the order of their first appearance. */
export function distinct<Key extends "group" | "placement" | "subject">(
  rows: readonly Row[],
  key: Key,
): readonly Row[Key][] {
  return [...new Set(rows.map((row) => row[key]))];
}
