import type { Case } from "../matrix.ts";
import type { Direction } from "../way.ts";
import { features, nameIn } from "./features.ts";
import { markdownTable } from "./markdown-table.ts";

/** The columns. */
const directions: readonly (readonly [direction: Direction, title: string])[] = [
  ["ours → go", "our client, Kitex's server"],
  ["go → ours", "Kitex's client, our server"],
  ["chains", "through servers of both"],
  ["ours → ours", "ours with itself: TLS, agreed sharing"],
];

/**
 * The table of features and directions: how many cases hold of how many, each cell a link to their file as seen from
 * docs/. `holds` says what came of a case.
 */
export function kitexTable(cases: readonly Case[], holds: (one: Case) => boolean): string {
  return markdownTable(
    ["", ...directions.map(([, title]) => title)],
    features.map(({ name, file, of }) => [
      name,
      ...directions.map(([direction]) => {
        const members = cases.filter((one) => one.direction === direction && of.includes(nameIn(one)));
        return cellOf(members.filter(holds).length, members.length, `../tests/interop/${file}`);
      }),
    ]),
  );
}

/** What a cell says of cases, and where they are. */
export function cellOf(held: number, all: number, file: string): string {
  if (all === 0) return "–";
  return `[${held === all ? `all ${all}` : `${held} of ${all}`}](${file})`;
}
