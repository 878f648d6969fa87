import { fileURLToPath } from "node:url";
import { measureProgram } from "../measure/measure-program.ts";
import { LAYERS } from "../policies/layers.ts";
import { figure, NO_FIGURE } from "../report/figures.ts";
import { panelsOf } from "../report/panels.ts";
import { findRow, metricOf } from "../report/rows.ts";
import { type Spread, spreadOf } from "../report/statistics.ts";
import type { Row, Scenario } from "./scenario.ts";

const GROUP = "a call that is answered before the wire";

/** The variants of `policies/call-cost.ts`, and how many things each adds to a bare call. */
const variants = [
  { subject: "bare", adds: 0, what: "no middleware, no tracer" },
  { subject: "plain", adds: LAYERS, what: "a pass-through middleware" },
  { subject: "async", adds: LAYERS, what: "a pass-through middleware that is `async`" },
  { subject: "no tracer", adds: 1, what: "tracing that nobody listens to" },
  { subject: "tracer", adds: 1, what: "a tracer that does nothing" },
  { subject: "OpenTelemetry without an SDK", adds: 1, what: "the OpenTelemetry suite without an SDK" },
] as const;

/** What one more layer around a call costs. */
export const policies: Scenario = {
  name: "policies",
  what: "the cost of a middleware, plain and async, and of tracing that nobody listens to",
  plan({ quick }) {
    const seconds = quick ? 0.1 : 2;
    const path = fileURLToPath(new URL("../policies/call-cost.ts", import.meta.url));
    return {
      rounds: quick ? 1 : 7,
      cases: variants.map(({ subject }) => ({
        group: GROUP,
        placement: "free",
        subject,
        seconds: 0.8 + seconds,
        measure: async () => {
          const command = [process.execPath, "--conditions=@kitex-ts/source", path, subject];
          return { ...(await measureProgram<{ readonly microsPerCall: number }>(subject, command, seconds)) };
        },
      })),
    };
  },
  report: (rows) => ({
    tables: [
      {
        title: GROUP,
        columns: ["what", "a call, µs", "each adds, µs"],
        rows: variants.map(({ subject, what }) => {
          const call = metricOf(findRow(rows, { group: GROUP, placement: "free", subject }), "microsPerCall");
          const added = addedMicros(rows, subject);
          return [
            what,
            call === undefined ? NO_FIGURE : figure(call.median),
            added === undefined
              ? NO_FIGURE
              : `${added.median.toFixed(3)} (${added.low.toFixed(3)} – ${added.high.toFixed(3)})`,
          ];
        }),
      },
    ],
    plot: { title: GROUP, unit: "µs", panels: panelsOf(rows, "microsPerCall") },
  }),
};

/** What each layer of a variant adds to a bare call of the same round, in microseconds. */
export function addedMicros(rows: readonly Row[], subject: (typeof variants)[number]["subject"]): Spread | undefined {
  const adds = variants.find((variant) => variant.subject === subject)?.adds ?? 0;
  const bare = findRow(rows, { group: GROUP, placement: "free", subject: "bare" });
  const row = findRow(rows, { group: GROUP, placement: "free", subject });
  if (adds === 0 || row === undefined || bare === undefined) return undefined;
  return spreadOf(
    row.rounds.map((round, at) => {
      const without = bare.rounds[at]?.["microsPerCall"] ?? Number.NaN;
      return ((round["microsPerCall"] ?? Number.NaN) - without) / adds;
    }),
  );
}
