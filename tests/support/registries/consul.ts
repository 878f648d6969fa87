import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { eventually } from "./eventually.ts";
import { freePorts } from "./free-ports.ts";
import { httpJson } from "./http-call.ts";
import { programOf } from "./peer-missing.ts";

/** A Consul agent of its own, which is a server too, on free ports of 127.0.0.1. */
export interface ConsulAgent extends Daemon {
  /** `http://127.0.0.1:port`; `https:` with a certificate. */
  readonly url: string;
  /** The port of `url`. */
  readonly port: number;
  /** The token that may do everything, where rights are checked. */
  readonly token: string | undefined;
}

export interface ConsulOptions {
  /** Checks rights: without a token nothing may be written and nothing is seen. */
  readonly acl?: boolean;
  /** Keeps what it stores in files, so that `restart({ keepData: true })` finds it; else in memory alone. */
  readonly keepData?: boolean;
  /** Waits in vain for two other servers, so that there is no leader. */
  readonly leaderless?: boolean;
  /** Makes it speak TLS with its clients, and only that. */
  readonly tls?: Certificate;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** Several that are one. */
export interface ConsulCluster extends AsyncDisposable {
  readonly members: readonly ConsulAgent[];
  readonly urls: readonly string[];
  /** Waits until the members agree on a leader, and gives it. */
  leader(): Promise<ConsulAgent>;
}

interface Place {
  readonly name: string;
  readonly http: number;
  readonly server: number;
  readonly lan: number;
  readonly wan: number;
}

/** Starts a {@link ConsulAgent}. Throws `PeerMissing` where Consul is not on this machine. */
export async function startConsul(options: ConsulOptions = {}): Promise<ConsulAgent> {
  const [place] = await freePlaces(1);
  if (place === undefined) throw new Error("no place");
  const inMemory = options.keepData !== true && options.leaderless !== true;
  const start = inMemory ? ["-dev"] : serverArgs(options.leaderless === true ? 3 : 1);
  return startAgent(place, start, options);
}

/** Starts `size` servers that form a cluster, their data in files. */
export async function startConsulCluster(size: number): Promise<ConsulCluster> {
  const places = await freePlaces(size);
  const joins = places.map(({ lan }) => `-retry-join=127.0.0.1:${lan}`);
  const start = [...serverArgs(size), ...joins, "-retry-interval=200ms"];
  const members = await Promise.all(places.map((place) => startAgent(place, start, { keepData: true })));
  const leader = async (): Promise<ConsulAgent> => {
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

async function freePlaces(size: number): Promise<readonly Place[]> {
  const ports = await freePorts(4 * size);
  return Array.from({ length: size }, (_, index) => {
    const [http = 0, server = 0, lan = 0, wan = 0] = ports.slice(4 * index);
    return { name: `t${index}`, http, server, lan, wan };
  });
}

/** Elections as fast as they get. */
function serverArgs(expected: number): readonly string[] {
  return ["-server", `-bootstrap-expect=${expected}`, "-hcl=performance { raft_multiplier = 1 }"];
}

async function startAgent(place: Place, start: readonly string[], options: ConsulOptions): Promise<ConsulAgent> {
  const { name, http, server, lan, wan } = place;
  const { acl = false, keepData = false, leaderless = false, tls, args = [] } = options;
  const token = acl ? randomUUID() : undefined;
  const url = `${tls === undefined ? "http" : "https"}://127.0.0.1:${http}`;
  const daemon = await startDaemon({
    program: programOf("consul"),
    args: (data) => [
      ...["agent", ...start, ...(start.includes("-dev") ? [] : [`-data-dir=${join(data, "consul")}`])],
      ...["-bind=127.0.0.1", "-client=127.0.0.1", `-node=${name}`, "-log-level=error"],
      ...[`-server-port=${server}`, `-serf-lan-port=${lan}`, `-serf-wan-port=${wan}`],
      ...["-dns-port=-1", "-grpc-port=-1", "-grpc-tls-port=-1", "-hcl=disable_update_check = true"],
      ...(tls === undefined ? [`-http-port=${http}`] : tlsArgs(tls, http, data)),
      ...(token === undefined ? [] : [`-hcl=${rights(token)}`]),
      ...args,
    ],
    isReady: async () => {
      const headers = token === undefined ? {} : { "x-consul-token": token };
      // Registering and reading work properly only with a leader.
      const path = leaderless ? "/v1/agent/self" : "/v1/health/service/consul?passing";
      const answer = await httpJson<object>(`${url}${path}`, { headers });
      return !Array.isArray(answer) || answer.length > 0;
    },
  });
  const restart = (how: { readonly keepData: boolean }): Promise<void> => {
    if (how.keepData && !keepData) throw new Error("this agent keeps nothing: start it with { keepData: true }");
    return daemon.restart(how);
  };
  return {
    url,
    port: http,
    token,
    restart,
    stop: () => daemon.stop(),
    kill: () => daemon.kill(),
    freeze: () => daemon.freeze(),
    thaw: () => daemon.thaw(),
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

function rights(token: string): string {
  return `acl { enabled = true default_policy = "deny" tokens { initial_management = "${token}" agent = "${token}" } }`;
}

function tlsArgs({ cert, key }: Certificate, port: number, data: string): readonly string[] {
  const files = { cert: join(data, "cert.pem"), key: join(data, "key.pem") };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return [
    "-http-port=-1",
    `-https-port=${port}`,
    `-hcl=tls { https { cert_file = "${files.cert}" key_file = "${files.key}" } }`,
  ];
}

async function isLeader({ url }: ConsulAgent): Promise<boolean> {
  interface Self {
    readonly Stats: { readonly consul: { readonly leader?: string } };
  }
  try {
    const { Stats } = await httpJson<Self>(`${url}/v1/agent/self`);
    return Stats.consul.leader === "true";
  } catch {
    return false; // it does not run
  }
}
