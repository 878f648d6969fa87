import type { Case, Measurement, Row } from "../scenarios/scenario.ts";

/** Where a run is. */
export interface Turn {
  readonly case: Case;
  readonly round: number;
  readonly rounds: number;
  /** Time by design of everything from this turn on. */
  readonly secondsLeft: number;
}

/**
 * Measures the cases of each group and placement in turn, A B C A B C, so that whatever slows the machine for a while
 * slows all of them. A case that fails keeps its error and is left out of further rounds.
 */
export async function measureInTurns(
  cases: readonly Case[],
  rounds: number,
  onTurn: (turn: Turn) => void,
): Promise<readonly Row[]> {
  const records = cases.map((one) => ({
    case: one,
    rounds: [] as Measurement[],
    failure: undefined as string | undefined,
  }));
  const bundles = Map.groupBy(records, ({ case: { group, placement } }) => `${placement} ${group}`);
  let secondsLeft = secondsOf(cases, rounds);
  for (const bundle of bundles.values()) {
    for (let round = 1; round <= rounds; round++) {
      for (const record of bundle) {
        if (record.failure === undefined) {
          onTurn({ case: record.case, round, rounds, secondsLeft });
          try {
            record.rounds.push(await record.case.measure());
          } catch (error) {
            record.failure = error instanceof Error ? error.message : String(error);
          }
        }
        secondsLeft -= record.case.seconds;
      }
    }
  }
  return records.map(({ case: { group, placement, subject }, rounds: measured, failure }) => ({
    group,
    placement,
    subject,
    rounds: measured,
    ...(failure === undefined ? {} : { failure }),
  }));
}

/** How long cases take by design. */
export function secondsOf(cases: readonly Case[], rounds: number): number {
  return rounds * cases.reduce((sum, { seconds }) => sum + seconds, 0);
}
