import type { Candidate, Program } from "./candidate.ts";

const node = (folder: string, variant = ""): Pick<Candidate, "server" | "client"> => ({
  server: { kind: "node", file: `${folder}/server.ts`, variant },
  client: { kind: "node", file: `${folder}/client.ts`, variant },
});
const kitexServer: Program = { kind: "node", file: "kitex/server.ts", variant: "tcp" };
const kitexClient = (variant: string): Program => ({ kind: "node", file: "kitex/client.ts", variant });
const go = (variant: string): Program => ({ kind: "go", variant });

/** Every candidate. The first is the one that all others are compared with. */
export const candidates: readonly Candidate[] = [
  {
    name: "kitex-mux",
    what: "this project, one connection that both sides agreed to share",
    server: kitexServer,
    client: kitexClient("auto"),
    shares: true,
    nested: true,
  },
  {
    name: "kitex-unix",
    what: "the same over a Unix socket",
    server: { ...kitexServer, variant: "unix" },
    client: kitexClient("auto"),
    shares: true,
    nested: true,
  },
  {
    name: "kitex-pool",
    what: "this project, a pool of connections",
    server: kitexServer,
    client: kitexClient("long"),
    shares: false,
    nested: true,
  },
  {
    name: "raw",
    what: "node:net alone, frames on one connection: the limit",
    ...node("raw", "one"),
    shares: true,
    nested: false,
  },
  {
    name: "raw-pool",
    what: "node:net alone, a connection for each call",
    ...node("raw", "pool"),
    shares: false,
    nested: false,
  },
  { name: "thrift", what: "npm thrift, one connection", ...node("npm-thrift", "one"), shares: true, nested: true },
  {
    name: "thrift-pool",
    what: "npm thrift, a connection for each call",
    ...node("npm-thrift", "pool"),
    shares: false,
    nested: true,
  },
  {
    name: "grpc-js",
    what: "@grpc/grpc-js with protobufjs' static code",
    ...node("grpc-js"),
    shares: true,
    nested: true,
  },
  {
    name: "connect-node",
    what: "@connectrpc/connect-node over HTTP/2",
    ...node("connect-node"),
    shares: true,
    nested: true,
  },
  {
    name: "go-mux",
    what: "Kitex for Go, multiplexed, TTHeader",
    server: go("mux"),
    client: go("mux"),
    shares: true,
    nested: true,
  },
  {
    name: "go-pool",
    what: "Kitex for Go, a pool of connections, TTHeader + framed",
    server: go("pool"),
    client: go("pool"),
    shares: false,
    nested: true,
  },
  {
    name: "go-pool-framed",
    what: "Kitex for Go, a pool of connections, framed without a header",
    server: go("pool"),
    client: go("pool-framed"),
    shares: false,
    nested: true,
  },
  {
    name: "kitex-to-go",
    what: "this project's client, a pool, to a server in Go",
    server: go("pool"),
    client: kitexClient("long"),
    shares: false,
    nested: true,
  },
  {
    name: "go-to-kitex",
    what: "a client in Go, a pool, to this project's server",
    server: kitexServer,
    client: go("pool"),
    shares: false,
    nested: true,
  },
  {
    name: "kitex-to-go-mux",
    what: "this project's client, multiplexed, to a server in Go",
    server: go("mux"),
    client: kitexClient("mux"),
    shares: true,
    nested: true,
  },
  {
    name: "go-mux-to-kitex",
    what: "a client in Go, multiplexed, to this project's server",
    server: kitexServer,
    client: go("mux"),
    shares: true,
    nested: true,
  },
];

/** The name of the candidate that all others are compared with. */
export const baseline = "kitex-mux";

/** The candidates of these names. Throws for one that there is not. */
export function candidatesNamed(...names: readonly string[]): readonly Candidate[] {
  return names.map((name) => {
    const found = candidates.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no candidate "${name}"`);
    return found;
  });
}
