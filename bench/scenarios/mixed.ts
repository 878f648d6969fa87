import { panelsOf } from "../report/panels.ts";
import { pairCases } from "./pair-cases.ts";
import { pairReport, unaryCalls } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

const small = { kind: "echo", bytes: 128 } as const;
const beside = { payload: { kind: "echo", bytes: 1024 * 1024 }, inFlight: 4 } as const;
const subjects = ["kitex-mux", "kitex-pool", "thrift", "grpc-js", "connect-node", "go-mux", "go-pool"];

/** What big calls do to the latency of small ones on the same connection. */
export const mixed: Scenario = {
  name: "mixed",
  what: "small calls (128 B, 10 in flight) alone, and beside big ones (1 MiB, 4 in flight) of the same client",
  plan({ quick, candidates }) {
    const chosen = candidates.filter(({ name }) => (quick ? subjects.slice(0, 2) : subjects).includes(name));
    const load = { payload: small, inFlight: 10, warmUpSeconds: quick ? 0.2 : 1, seconds: quick ? 0.3 : 2 };
    return {
      rounds: quick ? 1 : 3,
      cases: [
        ...pairCases("alone", chosen, ["free"], load),
        ...pairCases("beside big calls", chosen, ["free"], { ...load, beside }),
      ],
    };
  },
  report: (rows) => ({
    tables: pairReport("small calls", rows, unaryCalls).tables,
    plot: { title: "P99 of small calls", unit: "µs", panels: panelsOf(rows, "p99Micros") },
  }),
};
