import { candidatesNamed } from "../candidates/list.ts";
import { measureIdleStreams } from "../measure/measure-idle-streams.ts";
import { median } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { metricOf } from "../report/rows.ts";
import type { Scenario } from "./scenario.ts";

const columns = [
  { column: "client heap", metric: "clientHeapBytes" },
  { column: "client, beside it", metric: "clientExternalBytes" },
  { column: "server heap", metric: "serverHeapBytes" },
  { column: "server, beside it", metric: "serverExternalBytes" },
] as const;

/** The groups of {@link idleStreams}, with its whole number of streams. */
export const IDLE_GROUP = "10,000 streams";

/** What a stream costs that nobody uses. */
export const idleStreams: Scenario = {
  name: "idle-streams",
  what: "the memory of a stream that is open and silent, 10,000 of them on one connection",
  plan({ quick }) {
    const count = quick ? 100 : 10_000;
    return {
      rounds: quick ? 1 : 3,
      cases: candidatesNamed("kitex-grpc", "grpc-js").map((candidate) => ({
        group: quick ? `${count} streams` : IDLE_GROUP,
        placement: "free",
        subject: candidate.name,
        seconds: quick ? 2 : 12,
        measure: async () => ({ ...(await measureIdleStreams(candidate, count)) }),
      })),
    };
  },
  report: (rows) => ({
    tables: [
      {
        title: "bytes of an idle stream, after a forced collection",
        columns: ["candidate", ...columns.map(({ column }) => column)],
        rows: rows.map((row) => [row.subject, ...columns.map(({ metric }) => median(metricOf(row, metric)))]),
      },
    ],
    plot: { title: "client heap of an idle stream", unit: "bytes", panels: panelsOf(rows, "clientHeapBytes") },
  }),
};
