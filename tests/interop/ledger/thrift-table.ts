import { type Case, cases } from "../matrix.ts";
import type { Direction } from "../way.ts";
import { type Column, caseTable, type Holds } from "./case-table.ts";
import { features, nameIn } from "./features.ts";

const columns: readonly Column<Case>[] = [
  column("ours → go", "our client, Kitex's server"),
  column("go → ours", "Kitex's client, our server"),
  column("chains", "through servers of both"),
  column("ours → ours", "ours with itself: TLS, agreed sharing"),
];

/** The table of Thrift on Kitex's own wire: features and directions. */
export function thriftTable(holds: Holds): string {
  const lines = features.map(({ name, file, of }) => ({
    about: name,
    file: `../tests/interop/${file}`,
    cases: cases.filter((one) => of.includes(nameIn(one))),
  }));
  return caseTable(lines, columns, holds);
}

function column(direction: Direction, title: string): Column<Case> {
  return { title, has: (one) => one.direction === direction };
}
