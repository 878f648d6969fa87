// The targets, computed from what the last runs left in `results/`.

import type { Placement } from "./measure/pinning.ts";
import { NO_FIGURE } from "./report/figures.ts";
import type { ScenarioResult } from "./report/results.ts";
import { findRow, metricOf, ratioOf } from "./report/rows.ts";
import type { Spread } from "./report/statistics.ts";
import type { Table } from "./report/table.ts";
import { addedMicros } from "./scenarios/policies.ts";
import type { Row } from "./scenarios/scenario.ts";

/** Something to be reached. */
interface Target {
  readonly what: string;
  readonly scenario: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly unit: "×" | "µs";
  /** What was reached; `undefined` when a part of it was not measured. */
  reached(rows: readonly Row[]): Spread | undefined;
}

/** A row of the 1 KiB echo. */
interface EchoKey {
  readonly subject: string;
  readonly inFlight?: number;
  readonly placement?: Placement;
}

function echoRow(rows: readonly Row[], { subject, inFlight = 100, placement = "free" }: EchoKey): Row | undefined {
  return findRow(rows, { group: `${inFlight} in flight`, placement, subject });
}

function calls(what: string, over: EchoKey, under: EchoKey, limit: number): Target {
  return {
    what,
    scenario: "echo-1k",
    bound: "at least",
    limit,
    unit: "×",
    reached: (rows) => ratioOf(echoRow(rows, over), echoRow(rows, under), "callsPerSecond"),
  };
}

function latency(what: string, over: string, under: string, limit: number): Target {
  return {
    what,
    scenario: "echo-1k",
    bound: "at most",
    limit,
    unit: "×",
    reached: (rows) =>
      ratioOf(
        echoRow(rows, { subject: over, inFlight: 1 }),
        echoRow(rows, { subject: under, inFlight: 1 }),
        "p50Micros",
      ),
  };
}

function codec(what: string, slower: string, faster: string, limit: number): Target {
  return {
    what,
    scenario: "codec",
    bound: "at least",
    limit,
    unit: "×",
    reached: (rows) => ratioOf(codecRow(rows, slower), codecRow(rows, faster), "bothNanos"),
  };
}

function codecRow(rows: readonly Row[], subject: string): Row | undefined {
  return findRow(rows, { group: "nested request", placement: "free", subject });
}

function heap(subject: string, side: "client" | "server"): Target {
  return {
    what: `${side} heap of ${subject} after a forced collection, after 1e6 calls against after 1e5`,
    scenario: "memory",
    bound: "at most",
    limit: 1.05,
    unit: "×",
    reached: (rows) =>
      metricOf(findRow(rows, { group: "1 KiB, 100 in flight", placement: "free", subject }), `${side}Growth`),
  };
}

function middleware(what: string, subject: "plain" | "async", limit: number): Target {
  return {
    what,
    scenario: "policies",
    bound: "at most",
    limit,
    unit: "µs",
    reached: (rows) => addedMicros(rows, subject),
  };
}

const mux: EchoKey = { subject: "kitex-mux" };
const pool: EchoKey = { subject: "kitex-pool" };

const targets: readonly Target[] = [
  calls(
    "multiplexed, 100 in flight, against Kitex for Go multiplexed, both free on two cores",
    mux,
    { subject: "go-mux" },
    3.5,
  ),
  calls(
    "the same, against Kitex for Go at its best (each process on a core of its own, `GOMAXPROCS=1`)",
    mux,
    { subject: "go-mux", placement: "pinned" },
    2.8,
  ),
  calls("the same, against `@grpc/grpc-js`", mux, { subject: "grpc-js" }, 25),
  calls("the same, against connect-node", mux, { subject: "connect-node" }, 25),
  calls("the same, against npm `thrift`", mux, { subject: "thrift" }, 12),
  calls("the same, against the raw coalesced echo", mux, { subject: "raw" }, 0.4),
  calls("pool, 100 connections, against Kitex for Go's pool (TTHeader + framed)", pool, { subject: "go-pool" }, 1),
  calls("pool, against npm `thrift` with 100 connections", pool, { subject: "thrift-pool" }, 4),
  latency("one in flight: P50 against Kitex for Go's pool", "kitex-mux", "go-pool", 0.8),
  latency("one in flight: P50 against npm `thrift`", "kitex-mux", "thrift", 0.9),
  calls("our client → Go server, pool, against Go ↔ Go", { subject: "kitex-to-go" }, { subject: "go-pool" }, 0.8),
  calls("Go client → our server, pool, against Go ↔ Go", { subject: "go-to-kitex" }, { subject: "go-pool" }, 0.8),
  codec("codec, encode + decode of the nested request, against npm `thrift`", "thrift", "generated", 8),
  codec("the same, against `protobufjs` static code", "protobufjs", "generated", 1.3),
  codec("JIT against generated code", "generated", "JIT", 0.9),
  heap("kitex-mux", "client"),
  heap("kitex-mux", "server"),
  heap("kitex-pool", "client"),
  heap("kitex-pool", "server"),
  middleware("a pass-through middleware that is not `async`", "plain", 0.05),
  middleware("a pass-through middleware that is `async`", "async", 0.15),
];

/** The table of targets, each met or not met by the median of its rounds. */
export function targetTable(resultOf: (scenario: string) => ScenarioResult | undefined): Table {
  return {
    title: "targets",
    columns: ["what", "target", "reached", "range", "met"],
    rows: targets.map((target) => {
      const reached = target.reached(resultOf(target.scenario)?.rows ?? []);
      const wanted = `${target.bound === "at least" ? "≥" : "≤"} ${target.limit} ${target.unit}`;
      if (reached === undefined) return [target.what, wanted, "not measured", NO_FIGURE, NO_FIGURE];
      return [
        target.what,
        wanted,
        `${digits(reached.median)} ${target.unit}`,
        `${digits(reached.low)} – ${digits(reached.high)}`,
        isMet(target, reached) ? "met" : "**not met**",
      ];
    }),
  };
}

/** The scenarios from whose results the targets are computed. */
export function targetScenarios(): readonly string[] {
  return [...new Set(targets.map(({ scenario }) => scenario))];
}

function isMet({ bound, limit }: Target, { median }: Spread): boolean {
  return bound === "at least" ? median >= limit : median <= limit;
}

function digits(value: number): string {
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
