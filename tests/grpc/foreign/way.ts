import type { DialedPeer, DialOptions, ServedPeer, ServeOptions } from "../peers/peer.ts";

/** The libraries that speak with one another. */
export type LibraryName = "ours" | "grpc-go" | "Kitex" | "grpc-js";

/** Who calls whom, with what for messages. */
export interface Way {
  readonly from: LibraryName;
  readonly to: LibraryName;
  /** Thrift over gRPC is Kitex's and ours. */
  readonly messages: "Protobuf" | "Thrift";
}

/** What a row runs on: a server and a client of a way, which the rows of the way share. */
export interface Ends {
  readonly way: Way;
  readonly server: ServedPeer;
  readonly client: DialedPeer;
  /** Further servers and clients; they end with the row. A server that stops shares its program with no other. */
  serve(options: ServeOptions): Promise<ServedPeer>;
  dial(options: Omit<DialOptions, "service">): Promise<DialedPeer>;
}

/** One thing that is tried on the ways. It throws when anything is not as it should be. */
export interface Row {
  readonly name: string;
  /** Where a library cannot do it, or it means nothing, the row is left out. */
  readonly on?: (way: Way) => boolean;
  run(ends: Ends): Promise<void>;
}

/** Every way that is tried: ours with each of the others. */
export const ways: readonly Way[] = [
  ...bothWays("grpc-go", "Protobuf"),
  ...bothWays("grpc-js", "Protobuf"),
  ...bothWays("Kitex", "Protobuf"),
  ...bothWays("Kitex", "Thrift"),
];

/** A way's name, unique. */
export function titleOf({ from, to, messages }: Way): string {
  return `gRPC, ${messages}: ${from} → ${to}`;
}

/** The name that a method of echo.proto has on a way: that of stream.thrift begins with a small letter. */
export function methodOn({ messages }: Way, method: Method): string {
  return messages === "Protobuf" ? method : `${method.charAt(0).toLowerCase()}${method.slice(1)}`;
}

/** The methods, one of each kind. */
export type Method = (typeof methods)[number];

export const methods = ["Unary", "ServerStream", "ClientStream", "Bidi"] as const;

function bothWays(other: LibraryName, messages: Way["messages"]): readonly Way[] {
  return [
    { from: "ours", to: other, messages },
    { from: other, to: "ours", messages },
  ];
}
