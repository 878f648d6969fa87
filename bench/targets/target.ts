import type { Placement } from "../measure/pinning.ts";
import { findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Spread } from "../report/statistics.ts";
import type { Row } from "../scenarios/scenario.ts";

/** Something to be reached. */
export interface Target {
  readonly what: string;
  readonly scenario: string;
  /** Without one, what was reached is stated and that is all. */
  readonly limit?: { readonly bound: "at least" | "at most"; readonly value: number };
  readonly unit: "×" | "µs" | "KiB";
  /** What was reached; `undefined` when a part of it was not measured. */
  reached(rows: readonly Row[]): Spread | undefined;
}

/** A row of the 1 KiB echo, of Thrift or of gRPC. */
export interface EchoKey {
  readonly subject: string;
  /** Default 100. */
  readonly inFlight?: number;
  /** Default `free`. */
  readonly placement?: Placement;
}

/** A comparison within a scenario of echoes of 1 KiB. */
export interface EchoComparison {
  readonly scenario: "echo-1k" | "grpc-1k";
  readonly what: string;
  readonly over: EchoKey;
  readonly under: EchoKey;
  readonly limit: number;
}

/** So many times the calls in a second. */
export function calls({ scenario, what, over, under, limit }: EchoComparison): Target {
  return {
    what,
    scenario,
    limit: { bound: "at least", value: limit },
    unit: "×",
    reached: (rows) => ratioOf(echoRow(rows, over), echoRow(rows, under), "callsPerSecond"),
  };
}

/** At most so many times a latency. */
export function latency(metric: "p50Micros" | "p99Micros", comparison: EchoComparison): Target {
  const { scenario, what, over, under, limit } = comparison;
  return {
    what,
    scenario,
    limit: { bound: "at most", value: limit },
    unit: "×",
    reached: (rows) => ratioOf(echoRow(rows, over), echoRow(rows, under), metric),
  };
}

function echoRow(rows: readonly Row[], { subject, inFlight = 100, placement = "free" }: EchoKey): Row | undefined {
  return findRow(rows, { group: `${inFlight} in flight`, placement, subject });
}

/** A comparison of codecs by the time that they take for the nested request. */
export interface CodecComparison {
  readonly what: string;
  readonly slower: string;
  readonly faster: string;
  readonly metric: "encodeNanos" | "decodeNanos" | "bothNanos";
  readonly limit: number;
}

/** So many times as fast as another codec. */
export function codec({ what, slower, faster, metric, limit }: CodecComparison): Target {
  const rowOf = (rows: readonly Row[], subject: string): Row | undefined =>
    findRow(rows, { group: "nested request", placement: "free", subject });
  return {
    what,
    scenario: "codec",
    limit: { bound: "at least", value: limit },
    unit: "×",
    reached: (rows) => ratioOf(rowOf(rows, slower), rowOf(rows, faster), metric),
  };
}

/** A heap that does not grow with the calls made. */
export function heap(subject: string, side: "client" | "server"): Target {
  return {
    what: `${side} heap of ${subject} after a forced collection, after 1e6 calls against after 1e5`,
    scenario: "memory",
    limit: { bound: "at most", value: 1.05 },
    unit: "×",
    reached: (rows) =>
      metricOf(findRow(rows, { group: "1 KiB, 100 in flight", placement: "free", subject }), `${side}Growth`),
  };
}
