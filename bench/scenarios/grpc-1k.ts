import { grpcAlone } from "../candidates/list.ts";
import { echoGrid } from "./echo-grid.ts";
import { unaryCalls } from "./pair-report.ts";
import type { Scenario } from "./scenario.ts";

const subjects = [...grpcAlone, "kitex-mux", "grpc-js", "connect-node"];

/** What gRPC costs, here and elsewhere: everybody on one connection. */
export const grpc1K: Scenario = echoGrid({
  name: "grpc-1k",
  bytes: 1024,
  inFlight: [1, 100],
  rounds: 3,
  warmUpSeconds: 3,
  seconds: 2,
  quick: true,
  takesPart: ({ name }) => subjects.includes(name),
  view: { ...unaryCalls, baseline: "kitex-grpc" },
});
