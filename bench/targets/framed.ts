import { addedMicros } from "../scenarios/policies.ts";
import { calls, codec, type EchoKey, heap, latency, type Target } from "./target.ts";

const mux: EchoKey = { subject: "kitex-mux" };
const pool: EchoKey = { subject: "kitex-pool" };
const first = { ...mux, inFlight: 1 };
const scenario = "echo-1k";

function middleware(what: string, subject: "plain" | "async", limit: number): Target {
  return {
    what,
    scenario: "policies",
    limit: { bound: "at most", value: limit },
    unit: "µs",
    reached: (rows) => addedMicros(rows, subject),
  };
}

/** Thrift over TTHeader and frames, its codec, and what a layer around a call costs. */
export const framedTargets: readonly Target[] = [
  calls({
    scenario,
    what: "multiplexed, 100 in flight, against Kitex for Go multiplexed, both free on two cores",
    over: mux,
    under: { subject: "go-mux" },
    limit: 3.5,
  }),
  calls({
    scenario,
    what: "the same, against Kitex for Go at its best (each process on a core of its own, `GOMAXPROCS=1`)",
    over: mux,
    under: { subject: "go-mux", placement: "pinned" },
    limit: 2.8,
  }),
  calls({ scenario, what: "the same, against `@grpc/grpc-js`", over: mux, under: { subject: "grpc-js" }, limit: 25 }),
  calls({ scenario, what: "the same, against connect-node", over: mux, under: { subject: "connect-node" }, limit: 25 }),
  calls({ scenario, what: "the same, against npm `thrift`", over: mux, under: { subject: "thrift" }, limit: 12 }),
  calls({
    scenario,
    what: "the same, against the raw coalesced echo",
    over: mux,
    under: { subject: "raw" },
    limit: 0.4,
  }),
  calls({
    scenario,
    what: "pool, 100 connections, against Kitex for Go's pool (TTHeader + framed)",
    over: pool,
    under: { subject: "go-pool" },
    limit: 1,
  }),
  calls({
    scenario,
    what: "pool, against npm `thrift` with 100 connections",
    over: pool,
    under: { subject: "thrift-pool" },
    limit: 4,
  }),
  latency("p50Micros", {
    scenario,
    what: "one in flight: P50 against Kitex for Go's pool",
    over: first,
    under: { subject: "go-pool", inFlight: 1 },
    limit: 0.8,
  }),
  latency("p50Micros", {
    scenario,
    what: "one in flight: P50 against npm `thrift`",
    over: first,
    under: { subject: "thrift", inFlight: 1 },
    limit: 0.9,
  }),
  calls({
    scenario,
    what: "our client → Go server, pool, against Go ↔ Go",
    over: { subject: "kitex-to-go" },
    under: { subject: "go-pool" },
    limit: 0.8,
  }),
  calls({
    scenario,
    what: "Go client → our server, pool, against Go ↔ Go",
    over: { subject: "go-to-kitex" },
    under: { subject: "go-pool" },
    limit: 0.8,
  }),
  codec({
    what: "codec, encode + decode of the nested request, against npm `thrift`",
    slower: "thrift",
    faster: "generated",
    metric: "bothNanos",
    limit: 8,
  }),
  codec({
    what: "the same, against `protobufjs` static code",
    slower: "protobufjs",
    faster: "generated",
    metric: "bothNanos",
    limit: 1.3,
  }),
  codec({
    what: "JIT against generated code",
    slower: "generated",
    faster: "JIT",
    metric: "bothNanos",
    limit: 0.9,
  }),
  heap("kitex-mux", "client"),
  heap("kitex-mux", "server"),
  heap("kitex-pool", "client"),
  heap("kitex-pool", "server"),
  middleware("a pass-through middleware that is not `async`", "plain", 0.05),
  middleware("a pass-through middleware that is `async`", "async", 0.15),
];
