import { candidatesNamed } from "../candidates/list.ts";
import { measureHeaps } from "../measure/measure-load.ts";
import { figure, ratio } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { metricOf } from "../report/rows.ts";
import type { Measurement, Scenario } from "./scenario.ts";

const MIB = 1024 * 1024;

/** Whether anything is left behind by calls: the heap after few and after many, each after a forced collection. */
export const memory: Scenario = {
  name: "memory",
  what: "the heap of both sides after 1e5 and after 1e6 calls of 1 KiB, 100 in flight",
  plan({ quick }) {
    const [few, many] = quick ? [5_000, 10_000] : [100_000, 1_000_000];
    const subjects = candidatesNamed("kitex-mux", "kitex-pool", "kitex-grpc");
    const load = { payload: { kind: "echo", bytes: 1024 }, inFlight: 100, warmUpSeconds: quick ? 0.2 : 1 } as const;
    return {
      rounds: quick ? 1 : 3,
      cases: subjects.map((candidate) => ({
        group: "1 KiB, 100 in flight",
        placement: "free",
        subject: candidate.name,
        seconds: quick ? 2 : 20,
        async measure(): Promise<Measurement> {
          const [first, last] = await measureHeaps(candidate, load, [few, many]);
          if (first === undefined || last === undefined) throw new Error("a heap was not measured");
          return {
            clientFewMib: first.clientHeapBytes / MIB,
            clientManyMib: last.clientHeapBytes / MIB,
            clientGrowth: last.clientHeapBytes / first.clientHeapBytes,
            serverFewMib: first.serverHeapBytes / MIB,
            serverManyMib: last.serverHeapBytes / MIB,
            serverGrowth: last.serverHeapBytes / first.serverHeapBytes,
          };
        },
      })),
    };
  },
  report: (rows) => ({
    tables: [
      {
        title: "heap after a forced collection, in MiB, after a tenth of the calls and after all",
        columns: [
          "candidate",
          "client, tenth",
          "client, all",
          "client, growth",
          "server, tenth",
          "server, all",
          "server, growth",
        ],
        rows: rows.map((row) => [
          row.subject,
          ...["client", "server"].flatMap((side) => [
            figure(metricOf(row, `${side}FewMib`)?.median ?? Number.NaN),
            figure(metricOf(row, `${side}ManyMib`)?.median ?? Number.NaN),
            ratio(metricOf(row, `${side}Growth`)),
          ]),
        ]),
      },
    ],
    plot: { title: "client heap after all calls", unit: "MiB", panels: panelsOf(rows, "clientManyMib") },
  }),
};
