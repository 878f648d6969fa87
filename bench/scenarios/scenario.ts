import type { Candidate } from "../candidates/candidate.ts";
import type { Placement } from "../measure/pinning.ts";
import type { Plot } from "../report/svg-plot.ts";
import type { Table } from "../report/table.ts";

/** What one measurement gave, by the name of the metric. */
export type Measurement = Readonly<Record<string, number>>;

/** One line of a comparison. The cases of one group and placement are measured in turn: A B C A B C. */
export interface Case {
  readonly group: string;
  readonly placement: Placement;
  /** Who or what is measured. */
  readonly subject: string;
  /** How long one measurement takes by design, starts and warm-ups included. */
  readonly seconds: number;
  measure(): Promise<Measurement>;
}

/** What came of a case: a measurement for each round, or why there is none. */
export interface Row {
  readonly group: string;
  readonly placement: Placement;
  readonly subject: string;
  readonly rounds: readonly Measurement[];
  readonly failure?: string;
}

/** What is asked of a scenario. */
export interface PlanOptions {
  /** A few seconds in all, to see that everything works. */
  readonly quick: boolean;
  /** Those of all candidates that this machine can run. */
  readonly candidates: readonly Candidate[];
  readonly placements: readonly Placement[];
}

export interface Plan {
  /** How often each case is measured. */
  readonly rounds: number;
  readonly cases: readonly Case[];
  /** What must be done once before the first measurement. */
  prepare?(): Promise<void>;
}

/** One question that the bench answers. */
export interface Scenario {
  /** On the command line, and of the files in `results/`. */
  readonly name: string;
  readonly what: string;
  plan(options: PlanOptions): Plan;
  /** How the rows are shown. */
  report(rows: readonly Row[]): { readonly tables: readonly Table[]; readonly plot: Plot };
}
