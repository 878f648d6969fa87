import type { ConnectionName, DialedPeer, DialOptions, Peer, ServedPeer, ServeOptions, TransportName } from "./peer.ts";

/** A road between two peers: who calls whom, and what goes over the wire how. */
export interface Way {
  readonly from: Peer["kind"];
  readonly to: Peer["kind"];
  readonly transport: TransportName;
  readonly connection: ConnectionName;
  readonly network: "tcp" | "unix" | "tls";
}

/** Who calls whom; `chains` go through several servers of both. */
export type Direction = `${Peer["kind"]} → ${Peer["kind"]}` | "chains";

/** What a case of the matrix runs on: the two peers of a way, a server of `Lab` and a client that calls it. */
export interface Ends {
  readonly way: Way;
  readonly server: ServedPeer;
  readonly client: DialedPeer;
  /** Further servers and clients of this way; they end with the case. */
  serve(options: Pick<ServeOptions, "services" | "fallback">): Promise<ServedPeer>;
  dial(options: Pick<DialOptions, "service" | "address" | "connectTimeoutMs">): Promise<DialedPeer>;
}

/** One line of the matrix. It throws when anything is not as it should be. */
export interface Row {
  readonly name: string;
  /** Where it means nothing it is left out. */
  readonly on?: (way: Way) => boolean;
  run(ends: Ends): Promise<void>;
}

/** The callers' own name, and the callee's in discovery. */
export const CALLER = "interop.caller";
export const DESTINATION = "interop.callee";

/** Whether metadata, deadlines, names and business statuses travel. */
export function hasHeaders({ transport }: Way): boolean {
  return transport.startsWith("ttheader");
}

/** Every way that the matrix covers. */
export const ways: readonly Way[] = [...oneSided("ours", "go"), ...oneSided("go", "ours"), ...overTls()];

/** A way's name, unique in the matrix. */
export function titleOf({ from, to, transport, connection, network }: Way): string {
  const parts = [`Thrift: ${nameOf[from]} → ${nameOf[to]}`, transport, connection];
  return (network === "tcp" ? parts : [...parts, network]).join(" / ");
}

const nameOf: Readonly<Record<Peer["kind"], string>> = { ours: "ours", go: "Kitex" };

function oneSided(from: Peer["kind"], to: Peer["kind"]): readonly Way[] {
  const transports: readonly TransportName[] = ["buffered", "framed", "ttheader", "ttheader-framed"];
  const sharing: readonly ConnectionName[] = from === "ours" ? ["auto", "mux"] : ["mux"];
  return transports.flatMap((transport): Way[] => {
    const connections: readonly ConnectionName[] = [
      "short",
      "long",
      ...(transport.startsWith("ttheader") ? sharing : []),
    ];
    return [
      ...connections.map((connection): Way => ({ from, to, transport, connection, network: "tcp" })),
      { from, to, transport, connection: "long", network: "unix" },
    ];
  });
}

/** Kitex has no TLS for Thrift, so both ends are ours. */
function overTls(): readonly Way[] {
  const tls = { from: "ours", to: "ours", network: "tls" } as const;
  return [
    { ...tls, transport: "framed", connection: "long" },
    { ...tls, transport: "ttheader-framed", connection: "auto" },
  ];
}
