import type { Candidate, Program } from "./candidate.ts";

const node = (folder: string, variant = ""): Pick<Candidate, "server" | "client"> => ({
  server: { kind: "node", file: `${folder}/server.ts`, variant },
  client: { kind: "node", file: `${folder}/client.ts`, variant },
});
const kitexServer: Program = { kind: "node", file: "kitex/server.ts", variant: "tcp" };
const kitexClient = (variant: string): Program => ({ kind: "node", file: "kitex/client.ts", variant });
const go = (variant: string): Program => ({ kind: "go", variant });

/** Every candidate. The first is the one that others are compared with, where a scenario names no other. */
export const candidates: readonly Candidate[] = [
  {
    name: "kitex-mux",
    what: "this project, one connection that both sides agreed to share",
    server: kitexServer,
    client: kitexClient("auto"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "kitex-unix",
    what: "the same over a Unix socket",
    server: { ...kitexServer, variant: "unix" },
    client: kitexClient("auto"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "kitex-pool",
    what: "this project, a pool of connections",
    server: kitexServer,
    client: kitexClient("long"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "raw",
    what: "node:net alone, frames on one connection: the limit",
    ...node("raw", "one"),
    shares: true,
    nested: false,
    streams: false,
  },
  {
    name: "raw-pool",
    what: "node:net alone, a connection for each call",
    ...node("raw", "pool"),
    shares: false,
    nested: false,
    streams: false,
  },
  {
    name: "thrift",
    what: "npm thrift, one connection",
    ...node("npm-thrift", "one"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "thrift-pool",
    what: "npm thrift, a connection for each call",
    ...node("npm-thrift", "pool"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "grpc-js",
    what: "@grpc/grpc-js with protobufjs' static code",
    ...node("grpc-js"),
    shares: true,
    nested: true,
    streams: true,
  },
  {
    name: "connect-node",
    what: "@connectrpc/connect-node over HTTP/2",
    ...node("connect-node"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "go-mux",
    what: "Kitex for Go, multiplexed, TTHeader",
    server: go("mux"),
    client: go("mux"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "go-pool",
    what: "Kitex for Go, a pool of connections, TTHeader + framed",
    server: go("pool"),
    client: go("pool"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "go-pool-framed",
    what: "Kitex for Go, a pool of connections, framed without a header",
    server: go("pool"),
    client: go("pool-framed"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "kitex-to-go",
    what: "this project's client, a pool, to a server in Go",
    server: go("pool"),
    client: kitexClient("long"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "go-to-kitex",
    what: "a client in Go, a pool, to this project's server",
    server: kitexServer,
    client: go("pool"),
    shares: false,
    nested: true,
    streams: false,
  },
  {
    name: "kitex-to-go-mux",
    what: "this project's client, multiplexed, to a server in Go",
    server: go("mux"),
    client: kitexClient("mux"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "go-mux-to-kitex",
    what: "a client in Go, multiplexed, to this project's server",
    server: kitexServer,
    client: go("mux"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "kitex-grpc",
    what: "this project, gRPC over HTTP/2, one connection",
    ...node("kitex-protobuf", "grpc"),
    shares: true,
    nested: true,
    streams: true,
  },
  {
    name: "kitex-pb-mux",
    what: "this project, Protobuf over TTHeader, one connection that both sides agreed to share",
    ...node("kitex-protobuf", "mux"),
    shares: true,
    nested: true,
    streams: false,
  },
  {
    name: "grpc-go",
    what: "grpc-go, one connection",
    server: go("grpc"),
    client: go("grpc"),
    shares: true,
    nested: false,
    streams: true,
  },
  {
    name: "node-http2",
    what: "node:http2 alone, a gRPC echo of bytes with trailers on one session: what a library on it cannot exceed",
    ...node("node-http2"),
    shares: true,
    nested: false,
    streams: false,
  },
];

/** The name of the candidate that others are compared with, where a scenario names no other. */
export const baseline = "kitex-mux";

/** Those that the scenario `grpc-1k` compares and the other echoes leave out. */
export const grpcAlone: readonly string[] = ["kitex-grpc", "kitex-pb-mux", "grpc-go", "node-http2"];

/** The candidates of these names. Throws for one that there is not. */
export function candidatesNamed(...names: readonly string[]): readonly Candidate[] {
  return names.map((name) => {
    const found = candidates.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no candidate "${name}"`);
    return found;
  });
}
