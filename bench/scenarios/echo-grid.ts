import type { Candidate } from "../candidates/candidate.ts";
import { pairCases } from "./pair-cases.ts";
import { type PairView, pairReport } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

export interface EchoGridOptions {
  readonly name: string;
  readonly bytes: number;
  /** Calls in flight: a group for each number, 100 among them. */
  readonly inFlight: readonly number[];
  readonly rounds: number;
  /** Before each measurement; code that was just compiled is measured as such. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Whether `--quick` includes it. */
  readonly quick: boolean;
  readonly takesPart: (candidate: Candidate) => boolean;
  readonly view: PairView;
}

const counts = new Intl.ListFormat("en-GB");

/** An echo of one size, with few and with many calls in flight. */
export function echoGrid(options: EchoGridOptions): Scenario {
  const { name, bytes, inFlight: numbers, rounds, warmUpSeconds, seconds, quick, takesPart, view } = options;
  const title = `echo of ${bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`}`;
  const payload = { kind: "echo", bytes } as const;
  return {
    name,
    what: `${title}, ${counts.format(numbers.map((count) => count.toLocaleString("en")))} in flight`,
    plan({ quick: quickly, candidates, placements }) {
      const subjects = candidates.filter(takesPart);
      if (quickly) {
        const load = { payload, inFlight: 100, warmUpSeconds: 0.2, seconds: 0.3 };
        return { rounds: 1, cases: quick ? pairCases("100 in flight", subjects, ["free"], load) : [] };
      }
      const cases = numbers.flatMap((inFlight) =>
        pairCases(`${inFlight} in flight`, subjects, placements, { payload, inFlight, warmUpSeconds, seconds }),
      );
      return { rounds, cases };
    },
    report: (rows) => pairReport(title, rows, view),
  };
}
