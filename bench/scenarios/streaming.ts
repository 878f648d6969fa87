import type { StreamPayload } from "../load/protocol.ts";
import { pairCases } from "./pair-cases.ts";
import { type PairView, pairReport } from "./pair-report.ts";
import type { Measurement, Scenario } from "./scenario.ts";

interface StreamGroup {
  readonly group: string;
  readonly method: StreamPayload["method"];
  /** At once. */
  readonly streams: number;
}

/** The name of the group with so many streams from the server at once. */
export function fromServer(streams: number): string {
  return `from the server, ${streams} stream${streams === 1 ? "" : "s"}`;
}

const groups: readonly StreamGroup[] = [
  { group: fromServer(1), method: "send", streams: 1 },
  { group: fromServer(10), method: "send", streams: 10 },
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
      cases: groups.flatMap(({ group, method, streams }) => {
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
