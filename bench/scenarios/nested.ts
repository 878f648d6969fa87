import { pairCases } from "./pair-cases.ts";
import { pairReport, unaryCalls } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

const payload = { kind: "nested" } as const;

/** A request whose encoding and decoding weigh more than its bytes. */
export const nested: Scenario = {
  name: "nested",
  what: "a request of maps, lists and sets of structs and the same as answer, 100 in flight",
  plan({ quick, candidates, placements }) {
    const able = candidates.filter((candidate) => candidate.nested);
    if (quick) {
      const few = able.filter(({ name }) =>
        ["kitex-mux", "thrift", "grpc-js", "connect-node", "go-mux"].includes(name),
      );
      const load = { payload, inFlight: 100, warmUpSeconds: 0.2, seconds: 0.3 };
      return { rounds: 1, cases: pairCases("100 in flight", few, ["free"], load) };
    }
    const load = { payload, inFlight: 100, warmUpSeconds: 1.5, seconds: 2 };
    return { rounds: 3, cases: pairCases("100 in flight", able, placements, load) };
  },
  report: (rows) => pairReport("nested request", rows, unaryCalls),
};
