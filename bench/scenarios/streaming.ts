import type { StreamPayload } from "../load/protocol.ts";
import { pairCases } from "./pair-cases.ts";
import { type PairView, pairReport } from "./pair-report.ts";
import type { Measurement, Scenario } from "./scenario.ts";

/** The groups of {@link streaming}: the method, and how many streams of it at once. */
export const streamGroups: readonly {
  readonly group: string;
  readonly method: StreamPayload["method"];
  readonly streams: number;
}[] = [
  { group: "from the server, 1 stream", method: "send", streams: 1 },
  { group: "from the server, 10 streams", method: "send", streams: 10 },
  { group: "from the client, 1 stream", method: "collect", streams: 1 },
  { group: "there and back one by one, 1 stream", method: "chat", streams: 1 },
];

const view: PairView = {
  baseline: "kitex-grpc",
  rate: { metric: "messagesPerSecond", unit: "messages/s" },
  details: [
    { column: "client CPU µs/message", metric: "clientCpuMicros" },
    { column: "server CPU µs/message", metric: "serverCpuMicros" },
  ],
};

/** Messages of 1 KiB in streams that end after a thousand of them and are opened anew. */
export const streaming: Scenario = {
  name: "streaming",
  what: "messages of 1 KiB in gRPC streams: from the server, from the client, there and back",
  plan({ quick, candidates, placements }) {
    const subjects = candidates.filter((candidate) => candidate.streams);
    const messages = quick ? 100 : 1000;
    const times = quick ? { warmUpSeconds: 0.2, seconds: 0.3 } : { warmUpSeconds: 2, seconds: 2 };
    return {
      rounds: quick ? 1 : 3,
      cases: streamGroups.flatMap(({ group, method, streams }) => {
        const payload = { kind: "stream", method, messages, bytes: 1024 } as const;
        const load = { payload, inFlight: streams, ...times };
        return pairCases(group, subjects, quick ? ["free"] : placements, load).map((one) => ({
          ...one,
          measure: async () => byMessage(await one.measure(), messages),
        }));
      }),
    };
  },
  report: (rows) => pairReport("streams of 1 KiB messages", rows, view),
};

/** What was measured of whole streams, for each of their messages. */
function byMessage(
  { callsPerSecond = 0, clientCpuMicros = 0, serverCpuMicros = 0 }: Measurement,
  messages: number,
): Measurement {
  return {
    messagesPerSecond: callsPerSecond * messages,
    clientCpuMicros: clientCpuMicros / messages,
    serverCpuMicros: serverCpuMicros / messages,
  };
}
