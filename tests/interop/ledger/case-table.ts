import type { MatrixCase } from "../case-matrix.ts";
import { markdownTable } from "./markdown-table.ts";

/** Says what came of a case. */
export type Holds = (one: MatrixCase) => boolean;

/** A line: what its cases are about, and where they are, as seen from docs/. */
export interface Line<Case> {
  readonly about: string;
  readonly file: string;
  readonly cases: readonly Case[];
}

/** A column: mostly who calls whom. */
export interface Column<Case> {
  readonly title: string;
  has(one: Case): boolean;
}

/** A table of cases: how many hold of how many, each cell a link to where they are. */
export function caseTable<Case extends MatrixCase>(
  lines: readonly Line<Case>[],
  columns: readonly Column<Case>[],
  holds: Holds,
): string {
  return markdownTable(
    ["", ...columns.map(({ title }) => title)],
    lines.map(({ about, file, cases }) => [
      about,
      ...columns.map((column) => {
        const members = cases.filter((one) => column.has(one));
        return cellOf(members.filter(holds).length, members.length, file);
      }),
    ]),
  );
}

/** What a cell says of cases, and where they are. */
export function cellOf(held: number, all: number, file: string): string {
  if (all === 0) return "–";
  return `[${held === all ? `all ${all}` : `${held} of ${all}`}](${file})`;
}
