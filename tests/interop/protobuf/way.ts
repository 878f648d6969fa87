import type { DialedPeer, ServedPeer } from "../../grpc/peers/peer.ts";

/** Who calls whom with Protobuf on Kitex's own wire, and how. */
export interface ProtobufWay {
  readonly from: "ours" | "Kitex";
  readonly to: "ours" | "Kitex";
  readonly transport: "framed" | "ttheader-framed";
  /** `auto` is ours: pooled, unless both agree to share. */
  readonly connection: "short" | "long" | "mux" | "auto";
}

/** What a row runs on. */
export interface ProtobufEnds {
  readonly way: ProtobufWay;
  readonly server: ServedPeer;
  readonly client: DialedPeer;
}

/** One thing that is tried on the ways. It throws when anything is not as it should be. */
export interface ProtobufRow {
  readonly name: string;
  /** Where it means nothing it is left out. */
  readonly on?: (way: ProtobufWay) => boolean;
  run(ends: ProtobufEnds): Promise<void>;
}

/** Every way that is tried. */
export const protobufWays: readonly ProtobufWay[] = [
  ...waysOf("ours", "Kitex", ["short", "long", "mux", "auto"]),
  ...waysOf("Kitex", "ours", ["short", "long", "mux"]),
];

/** A way's name, unique. */
export function titleOf({ from, to, transport, connection }: ProtobufWay): string {
  return `Kitex Protobuf: ${from} → ${to} / ${transport} / ${connection}`;
}

/** Whether deadlines, names and business statuses travel. */
export function hasHeaders({ transport }: ProtobufWay): boolean {
  return transport === "ttheader-framed";
}

function waysOf(
  from: ProtobufWay["from"],
  to: ProtobufWay["to"],
  connections: readonly ProtobufWay["connection"][],
): readonly ProtobufWay[] {
  return [
    { from, to, transport: "framed", connection: "short" },
    { from, to, transport: "framed", connection: "long" },
    ...connections.map((connection): ProtobufWay => ({ from, to, transport: "ttheader-framed", connection })),
  ];
}
