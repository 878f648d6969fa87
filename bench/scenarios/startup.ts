import { buildPrograms } from "../measure/built-programs.ts";
import { measureStart } from "../measure/measure-start.ts";
import { median, ratio, spreadPercent } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Scenario } from "./scenario.ts";

const GROUP = "from the start of the process";
const subjects = ["kitex-mux", "raw", "thrift", "grpc-js", "connect-node", "go-mux"];

/** How long a server takes until it listens, and a client until its first answer; `raw` is Node with `node:net`. */
export const startup: Scenario = {
  name: "startup",
  what: "the start of a server until it listens, and of a client until its first answer",
  plan({ quick, candidates }) {
    const chosen = candidates.filter(({ name }) => (quick ? subjects.slice(0, 2) : subjects).includes(name));
    return {
      rounds: quick ? 1 : 15,
      prepare: async () => buildPrograms(),
      cases: chosen.map((candidate) => ({
        group: GROUP,
        placement: "free",
        subject: candidate.name,
        seconds: 0.4,
        measure: async () => ({ ...(await measureStart(candidate)) }),
      })),
    };
  },
  report: (rows) => ({
    tables: [
      {
        title: `start-up ${GROUP}`,
        columns: [
          "candidate",
          "server ms",
          "spread",
          "as a multiple of raw",
          "client ms",
          "spread",
          "as a multiple of raw",
        ],
        rows: rows.map((row) => {
          const raw = findRow(rows, { ...row, subject: "raw" });
          return [
            row.subject,
            ...["serverMs", "clientMs"].flatMap((metric) => {
              const spread = metricOf(row, metric);
              return [median(spread), spreadPercent(spread), ratio(ratioOf(row, raw, metric))];
            }),
          ];
        }),
      },
    ],
    plot: { title: "a client until its first answer", unit: "ms", panels: panelsOf(rows, "clientMs") },
  }),
};
