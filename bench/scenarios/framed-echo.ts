import { grpcAlone } from "../candidates/list.ts";
import { type EchoGridOptions, echoGrid } from "./echo-grid.ts";
import { unaryCalls } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

/** An echo of one size at 1, 100 and 1,000 in flight, by all candidates but those of gRPC alone. */
export function framedEcho(options: Omit<EchoGridOptions, "inFlight" | "takesPart" | "view">): Scenario {
  return echoGrid({
    ...options,
    inFlight: [1, 100, 1000],
    takesPart: ({ name }) => !grpcAlone.includes(name),
    view: unaryCalls,
  });
}
