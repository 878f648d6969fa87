/** One field of a matrix. */
export interface MatrixCase {
  /** Unique among those of all matrices: the group, ` / `, and what is tried. */
  readonly id: string;
  /** What it is counted under: mostly who calls whom, and how. */
  readonly group: string;
}

/** Runs the cases of a matrix; quick where cases of one group follow one another. */
export interface CaseRunner<Case extends MatrixCase> extends AsyncDisposable {
  /** Throws when anything is not as it should be. */
  run(one: Case): Promise<void>;
}

/** Cases that a program in Go takes part in. */
export interface CaseMatrix<Case extends MatrixCase> {
  readonly title: string;
  /** The program, by its name in scripts/peers/list.mjs. */
  readonly peer: "kitex-go" | "grpc-go";
  readonly cases: readonly Case[];
  /** Starts nothing before the first case. */
  open(program: string): CaseRunner<Case>;
}

/** A row of a matrix: what is tried on the ways. */
export interface MatrixRow<Way> {
  readonly name: string;
  /** Where it means nothing it is left out. */
  readonly on?: (way: Way) => boolean;
}

/** A case of each row on each way where it means something: all rows, way by way. */
export function casesOn<Way, Row extends MatrixRow<Way>>(
  ways: readonly Way[],
  rows: readonly Row[],
  titleOf: (way: Way) => string,
): readonly (MatrixCase & { readonly way: Way; readonly row: Row })[] {
  return ways.flatMap((way) => {
    const group = titleOf(way);
    return rows.filter(({ on }) => on?.(way) ?? true).map((row) => ({ id: `${group} / ${row.name}`, group, way, row }));
  });
}
