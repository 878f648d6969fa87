import { pairCases } from "./pair-cases.ts";
import { pairReport } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

export interface EchoGridOptions {
  readonly name: string;
  readonly bytes: number;
  readonly rounds: number;
  /** Before each measurement; code that was just compiled is measured as such. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Whether `--quick` includes it. */
  readonly quick: boolean;
}

/** An echo of one size at 1, 100 and 1,000 in flight. */
export function echoGrid({ name, bytes, rounds, warmUpSeconds, seconds, quick }: EchoGridOptions): Scenario {
  const size = bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`;
  const title = `echo of ${size}`;
  const payload = { kind: "echo", bytes } as const;
  return {
    name,
    what: `${title}, 1, 100 and 1,000 in flight`,
    plan({ quick: quickly, candidates, placements }) {
      if (quickly) {
        const load = { payload, inFlight: 100, warmUpSeconds: 0.2, seconds: 0.3 };
        return { rounds: 1, cases: quick ? pairCases("100 in flight", candidates, ["free"], load) : [] };
      }
      const cases = [1, 100, 1000].flatMap((inFlight) =>
        pairCases(`${inFlight} in flight`, candidates, placements, { payload, inFlight, warmUpSeconds, seconds }),
      );
      return { rounds, cases };
    },
    report: (rows) => pairReport(title, rows),
  };
}
