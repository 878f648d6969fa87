import type { Monitor, Monitored, RuntimeStats } from "@kitex-ts/core/extension";
import { Gauge, type Registry } from "prom-client";
import type { Side } from "./call-metrics.ts";
import type { LabelLimit } from "./labels.ts";

/** The values of the label `state`, and what each counts; a server has no pool, so its connections are all in use. */
const STATES: Readonly<Record<Side, ReadonlyMap<string, keyof RuntimeStats["connections"]>>> = {
  client: new Map([
    ["idle", "idle"],
    ["in_use", "inUse"],
    ["opening", "opening"],
  ]),
  server: new Map([["in_use", "inUse"]]),
};

/**
 * Gauges of what the clients and servers of this process hold: connections, and bytes that wait. They are read when
 * the metrics are collected and cost nothing between. Several clients of one destination are added up.
 */
export function runtimeGauges(registry: Registry, limit: LabelLimit): Monitor {
  const subjects = new Set<Monitored>();

  const sums = (side: Side, amount: (stats: RuntimeStats) => number): ReadonlyMap<string, number> => {
    const byCallee = new Map<string, number>();
    for (const subject of subjects) {
      if (subject.side !== side) continue;
      const callee = limit.value("callee", subject.service);
      byCallee.set(callee, (byCallee.get(callee) ?? 0) + amount(subject.stats()));
    }
    return byCallee;
  };

  for (const side of ["client", "server"] as const) {
    const connections = new Gauge({
      name: `kitex_${side}_connections`,
      help: `Connections of the ${side}, by what they are doing.`,
      labelNames: ["callee", "state"],
      registers: [registry],
      collect: () => {
        connections.reset(); // what was closed since the last time is not there any more
        for (const [state, field] of STATES[side]) {
          for (const [callee, count] of sums(side, (stats) => stats.connections[field])) {
            connections.set({ callee, state }, count);
          }
        }
      },
    });
    const pendingWriteBytes = new Gauge({
      name: `kitex_${side}_pending_write_bytes`,
      help: `Bytes that the ${side} has written and the operating system has not taken.`,
      labelNames: ["callee"],
      registers: [registry],
      collect: () => {
        pendingWriteBytes.reset();
        for (const [callee, bytes] of sums(side, (stats) => stats.pendingWriteBytes)) {
          pendingWriteBytes.set({ callee }, bytes);
        }
      },
    });
  }

  return {
    watch: (subject) => {
      subjects.add(subject);
      return () => void subjects.delete(subject);
    },
  };
}
