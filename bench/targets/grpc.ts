import { findRow, metricOf, ratioOf } from "../report/rows.ts";
import type { Spread } from "../report/statistics.ts";
import { IDLE_GROUP } from "../scenarios/idle-streams.ts";
import { fromServer } from "../scenarios/streaming.ts";
import { calls, codec, type EchoKey, heap, latency, type Target } from "./target.ts";

const ours: EchoKey = { subject: "kitex-grpc" };
const go: EchoKey = { subject: "grpc-go" };
const goAtItsBest: EchoKey = { subject: "grpc-go", placement: "pinned" };
const scenario = "grpc-1k";

/** gRPC, Protobuf and streams. */
export const grpcTargets: readonly Target[] = [
  calls({
    scenario,
    what: "gRPC, unary, 100 in flight, against `@grpc/grpc-js`",
    over: ours,
    under: { subject: "grpc-js" },
    limit: 12,
  }),
  calls({ scenario, what: "the same, against grpc-go, both free on two cores", over: ours, under: go, limit: 2.5 }),
  calls({
    scenario,
    what: "the same, against grpc-go with each process on a core of its own (`GOMAXPROCS=1`)",
    over: ours,
    under: goAtItsBest,
    limit: 2.5,
  }),
  calls({
    scenario,
    what: "the same, against a bare `node:http2` echo with trailers",
    over: ours,
    under: { subject: "node-http2" },
    limit: 4,
  }),
  latency("p99Micros", {
    scenario,
    what: "gRPC, unary, 100 in flight: P99 against grpc-go, both free on two cores",
    over: ours,
    under: go,
    limit: 1,
  }),
  ...[1, 10].flatMap((streams) => [
    messages(streams, "`@grpc/grpc-js`", { subject: "grpc-js" }, 4),
    messages(streams, "grpc-go, both free on two cores", go, 1.5),
    messages(streams, "grpc-go with each process on a core of its own (`GOMAXPROCS=1`)", goAtItsBest, 1.5),
  ]),
  calls({
    scenario,
    what: "Kitex Protobuf, multiplexed, 100 in flight, against `@grpc/grpc-js`",
    over: { subject: "kitex-pb-mux" },
    under: { subject: "grpc-js" },
    limit: 20,
  }),
  ...(["encode", "decode"] as const).flatMap((way) => [
    protobufCodec(way, "`protobufjs` static code", "protobufjs", 1.2),
    protobufCodec(way, "`@bufbuild/protobuf`", "protobuf-es", 3),
  ]),
  idleStream("client"),
  idleStream("server"),
  heap("kitex-grpc", "client"),
  heap("kitex-grpc", "server"),
];

/** So many times the messages in a second from the server, in so many streams at once. */
function messages(streams: number, whom: string, { subject, placement = "free" }: EchoKey, limit: number): Target {
  const group = fromServer(streams);
  return {
    what: `streaming, messages ${group}, against ${whom}`,
    scenario: "streaming",
    limit: { bound: "at least", value: limit },
    unit: "×",
    reached: (rows) =>
      ratioOf(
        findRow(rows, { group, placement: "free", subject: "kitex-grpc" }),
        findRow(rows, { group, placement, subject }),
        "messagesPerSecond",
      ),
  };
}

function protobufCodec(way: "encode" | "decode", whom: string, slower: string, limit: number): Target {
  return codec({
    what: `Protobuf, ${way} the nested request, against ${whom}`,
    slower,
    faster: "kitex protobuf",
    metric: `${way}Nanos`,
    limit,
  });
}

function idleStream(side: "client" | "server"): Target {
  return {
    what: `${side} heap of an idle stream, 10,000 of them`,
    scenario: "idle-streams",
    unit: "KiB",
    reached: (rows) => {
      const row = findRow(rows, { group: IDLE_GROUP, placement: "free", subject: "kitex-grpc" });
      return inKib(metricOf(row, `${side}HeapBytes`));
    },
  };
}

function inKib(bytes: Spread | undefined): Spread | undefined {
  if (bytes === undefined) return undefined;
  return { median: bytes.median / 1024, low: bytes.low / 1024, high: bytes.high / 1024 };
}
