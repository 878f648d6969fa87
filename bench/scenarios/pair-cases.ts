import type { Candidate } from "../candidates/candidate.ts";
import { measurePair, type PairLoad } from "../measure/measure-load.ts";
import type { Placement } from "../measure/pinning.ts";
import type { Case } from "./scenario.ts";

/** Starting both sides of a pair and ending them. */
const START_SECONDS = 0.6;

/** A case for each candidate and placement, all under the same load. */
export function pairCases(
  group: string,
  candidates: readonly Candidate[],
  placements: readonly Placement[],
  load: PairLoad,
): readonly Case[] {
  return placements.flatMap((placement) =>
    candidates.map((candidate) => ({
      group,
      placement,
      subject: candidate.name,
      seconds: START_SECONDS + load.warmUpSeconds + load.seconds,
      measure: async () => ({ ...(await measurePair(candidate, load, placement)) }),
    })),
  );
}
