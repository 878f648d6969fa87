import { readFileSync } from "node:fs";
import { testContext } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { prometheus } from "./prometheus.ts";
import { samplesOf } from "./testdata/samples.ts";

interface Query {
  /** Where it stands, for people. */
  readonly where: string;
  readonly expr: string;
  readonly legend: string;
}

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const dashboard: Dashboard = JSON.parse(readFileSync(new URL("../grafana/kitex.json", import.meta.url), "utf8"));

const queries: readonly Query[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr, legendFormat }) => ({ where: `${title} ${refId}`, expr, legend: legendFormat })),
  ),
  ...dashboard.templating.list
    .filter(({ query }) => query.startsWith("label_values"))
    .map(({ name, query }) => ({ where: `variable ${name}`, expr: query, legend: "" })),
];

/** The series names that a scrape shows once every metric has a sample, and the labels of each. */
async function exportedMetrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { clientSuite, serverSuite, registry } = prometheus();
  for (const { options } of [clientSuite, serverSuite]) {
    const side = options === clientSuite.options ? "client" : "server";
    const connections = { idle: 0, inUse: 0, opening: 0 };
    const stats = () => ({ callsInFlight: 0, connections, pendingWriteBytes: 0 });
    for (const monitor of options.monitors ?? []) monitor.watch({ side, service: "echo", stats });
    for (const tracer of options.tracers ?? []) {
      for (const streaming of ["unary", "bidirectional"] as const) {
        const ctx = testContext({ streaming });
        tracer.start(ctx);
        Object.assign(ctx.rpcInfo.stats, { finishMs: ctx.rpcInfo.stats.startMs, sentBytes: 1, receivedBytes: 1 });
        tracer.finish(ctx, { error: new Error("no") });
      }
    }
  }
  const exported = new Map<string, Set<string>>();
  for (const { name, labels } of await samplesOf(registry)) {
    const known = exported.get(name) ?? new Set();
    for (const label of Object.keys(labels)) known.add(label);
    exported.set(name, known);
  }
  return exported;
}

/** What is wrong with a query, one line for each fault. */
function faultsOf({ expr, legend }: Query, exported: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const metrics = [...expr.matchAll(/\bkitex_\w+/g)].map(([name]) => name);
  const grouped = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].map(([, list = ""]) => list.split(", "));
  const matched = [...expr.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = ""]) => label);
  const asked = /^label_values\(.*, (\w+)\)$/.exec(expr)?.[1];
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
  const used = [...grouped.flat(), ...matched, ...(asked === undefined ? [] : [asked])];
  const variables = [...expr.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name);
  const known = ["__rate_interval", ...dashboard.templating.list.map(({ name }) => name)];
  return [
    ...(metrics.length === 0 ? ["it names no metric"] : []),
    ...metrics.filter((name) => !exported.has(name)).map((name) => `${name} is not exported`),
    ...metrics.flatMap((name) =>
      used
        .filter((label) => label !== "__name__" && exported.get(name)?.has(label) === false)
        .map((label) => `${name} has no label ${label}`),
    ),
    ...shown
      .filter((label) => !grouped.every((list) => list.includes(label)) || grouped.length === 0)
      .map((label) => `its legend shows ${label}, by which it does not group`),
    ...variables.filter((name) => !known.includes(name)).map((name) => `there is no variable ${name}`),
  ];
}

describe("the dashboard in grafana/kitex.json", () => {
  test.each(queries)("asks in $where for what is exported", async (query) => {
    expect(faultsOf(query, await exportedMetrics())).toEqual([]);
  });

  test("shows every exported metric", async () => {
    const text = queries.map(({ expr }) => expr).join("\n");
    const { registry } = prometheus();
    const missing = registry.getMetricsAsArray().filter(({ name }) => !text.includes(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test("numbers its panels, each once", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the check of the queries finds", () => {
  test.each([
    ["sum by (method) (rate(kitex_client_calls{}[5m]))", "", "kitex_client_calls is not exported"],
    ["kitex_client_latency_us", "", "kitex_client_latency_us is not exported"],
    ["sum by (code) (kitex_client_in_flight{})", "", "kitex_client_in_flight has no label code"],
    ['sum(kitex_server_connections{caller="web"})', "", "kitex_server_connections has no label caller"],
    ["label_values(kitex_client_throughput, code)", "", "kitex_client_throughput has no label code"],
    ["sum(up)", "", "it names no metric"],
    ["sum by (method) (kitex_client_in_flight)", "{{caller}}", "its legend shows caller, by which it does not group"],
    ['sum(kitex_client_in_flight{callee="$cluster"})', "", "there is no variable cluster"],
  ])("%s", async (expr, legend, fault) => {
    expect(faultsOf({ where: "here", expr, legend }, await exportedMetrics())).toContain(fault);
  });
});
