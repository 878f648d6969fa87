import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { eventually } from "./eventually.ts";
import { freePorts } from "./free-ports.ts";
import { httpJson } from "./http-call.ts";
import { programOf } from "./peer-missing.ts";

/** An etcd of its own, on free ports of 127.0.0.1. */
export interface EtcdServer extends Daemon {
  /** `http://127.0.0.1:port`; `https:` with a certificate. */
  readonly url: string;
  /** The port of `url`. */
  readonly port: number;
}

export interface EtcdOptions {
  /** Makes it speak TLS with its clients, and only that. */
  readonly tls?: Certificate;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** Several that are one. */
export interface EtcdCluster extends AsyncDisposable {
  readonly members: readonly EtcdServer[];
  readonly urls: readonly string[];
  /** Waits until the members agree on a leader, and gives it. */
  leader(): Promise<EtcdServer>;
}

/** Elections within half a second, as against 2 s with etcd's own numbers. */
const timers = ["--heartbeat-interval", "20", "--election-timeout", "200"];

/** Starts an {@link EtcdServer}. Throws `PeerMissing` where etcd is not on this machine. */
export async function startEtcd(options: EtcdOptions = {}): Promise<EtcdServer> {
  const [member] = await startMembers(1, options);
  if (member === undefined) throw new Error("no member");
  return member;
}

/** Starts `size` members that form a cluster. */
export async function startEtcdCluster(size: number): Promise<EtcdCluster> {
  const members = await startMembers(size, {});
  const leader = async (): Promise<EtcdServer> => {
    const { value } = await eventually("a leader is elected", async () => {
      for (const member of members) if (await isLeader(member)) return member;
      return undefined;
    });
    return value;
  };
  return {
    members,
    urls: members.map(({ url }) => url),
    leader,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(members.map((member) => member[Symbol.asyncDispose]()));
    },
  };
}

async function startMembers(size: number, options: EtcdOptions): Promise<EtcdServer[]> {
  const program = programOf("etcd");
  const ports = await freePorts(2 * size);
  const places = Array.from({ length: size }, (_, index) => ({
    name: `n${index}`,
    client: ports[2 * index] ?? 0,
    peer: ports[2 * index + 1] ?? 0,
  }));
  const cluster = places.map(({ name, peer }) => `${name}=http://127.0.0.1:${peer}`).join(",");
  return Promise.all(places.map((place) => startMember(program, place, cluster, options)));
}

async function startMember(
  program: string,
  { name, client, peer }: { readonly name: string; readonly client: number; readonly peer: number },
  cluster: string,
  { tls, args = [] }: EtcdOptions,
): Promise<EtcdServer> {
  const url = `${tls === undefined ? "http" : "https"}://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const daemon = await startDaemon({
    program,
    args: (data) => [
      ...["--name", name, "--data-dir", join(data, "etcd"), "--log-level", "error", ...timers],
      ...["--listen-client-urls", url, "--advertise-client-urls", url],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl, "--initial-cluster", cluster],
      ...(tls === undefined ? [] : tlsArgs(tls, data)),
      ...args,
    ],
    isReady: async () => (await httpJson<{ readonly health: string }>(`${url}/health`)).health === "true",
  });
  return {
    url,
    port: client,
    stop: () => daemon.stop(),
    kill: () => daemon.kill(),
    restart: (how) => daemon.restart(how),
    freeze: () => daemon.freeze(),
    thaw: () => daemon.thaw(),
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

function tlsArgs({ cert, key }: Certificate, data: string): readonly string[] {
  const files = { cert: join(data, "cert.pem"), key: join(data, "key.pem") };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return ["--cert-file", files.cert, "--key-file", files.key];
}

async function isLeader({ url }: EtcdServer): Promise<boolean> {
  interface Status {
    readonly header: { readonly member_id: string };
    readonly leader?: string;
  }
  try {
    const { header, leader } = await httpJson<Status>(`${url}/v3/maintenance/status`, { method: "POST", body: {} });
    return leader === header.member_id;
  } catch {
    return false; // it does not run
  }
}
