import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { type CaseRunner, casesOn, type MatrixCase } from "./case-matrix.ts";
import { GoPeer } from "./go-peer.ts";
import { ourPeer } from "./our-peer.ts";
import type { DialedPeer, DialOptions, Peer, ServedPeer, ServeOptions } from "./peer.ts";
import { rows } from "./rows/all.ts";
import { bareEnds } from "./scenarios/bare-ends.ts";
import { chains } from "./scenarios/chains.ts";
import { drains } from "./scenarios/drains.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { CALLER, DESTINATION, type Direction, type Ends, type Row, titleOf, type Way, ways } from "./way.ts";

/** One field of the matrix of Thrift; its group is its way, or that of its scenario. */
export interface Case extends MatrixCase {
  readonly direction: Direction;
  readonly task: { readonly way: Way; readonly row: Row } | Scenario;
}

/** Every field of the matrix: all rows way by way, then the scenarios. */
export const cases: readonly Case[] = [
  ...casesOn(ways, rows, titleOf).map(({ id, group, way, row }) => ({
    id,
    group,
    direction: `${way.from} → ${way.to}` as const,
    task: { way, row },
  })),
  ...[...chains, ...drains, ...bareEnds].map((task) => ({
    id: `Thrift: ${task.group} / ${task.name}`,
    group: `Thrift: ${task.group}`,
    direction: task.direction,
    task,
  })),
];

/**
 * Runs cases, and keeps the server and the client of a way while its cases follow one another.
 */
export class Matrix implements CaseRunner<Case> {
  readonly #program: string;
  readonly #go: GoPeer;
  #road: Road | undefined;

  /** `program` is the Go peer. */
  constructor(program: string) {
    this.#program = program;
    this.#go = new GoPeer(program);
  }

  async run({ task }: Case): Promise<void> {
    if ("way" in task) await this.#runRow(task.way, task.row);
    else {
      await using go = new GoPeer(this.#program);
      await task.run({ go, ours: ourPeer });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave();
    await this.#go[Symbol.asyncDispose]();
  }

  async #runRow(way: Way, row: Row): Promise<void> {
    if (this.#road?.way !== way) {
      await this.#leave();
      this.#road = await openRoad(way, this.#go);
    }
    const { site, ends } = this.#road;
    await using own = new AsyncDisposableStack();
    const serve: Ends["serve"] = (options) => site.serve(options, own);
    const dial: Ends["dial"] = (options) => site.dial(options, own);
    try {
      await row.run({ ...ends, serve, dial });
    } catch (error) {
      // What the case left behind would spoil the next one.
      await this.#leave();
      throw error;
    }
  }

  async #leave(): Promise<void> {
    const road = this.#road;
    this.#road = undefined;
    await road?.stack.disposeAsync();
  }
}

interface Road {
  readonly way: Way;
  readonly site: Site;
  readonly ends: Pick<Ends, "way" | "server" | "client">;
  readonly stack: AsyncDisposableStack;
}

async function openRoad(way: Way, go: Peer): Promise<Road> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "kitex-ts-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const site = new Site(way, go, folder, way.network === "tls" ? await makeTls() : undefined);
  const server = await site.serve({ services: ["Lab"] }, stack);
  const client = await site.dial({ service: "Lab", address: server.address }, stack);
  return { way, site, ends: { way, server, client }, stack };
}

/** What a server shows, and what its callers trust. */
interface Tls {
  readonly server: Certificate;
  readonly ca: string;
}

async function makeTls(): Promise<Tls> {
  const authority = await makeAuthority("interop");
  return { server: await makeCertificate("localhost", authority), ca: authority.cert };
}

/** Makes the servers and clients of a way. */
class Site {
  readonly #way: Way;
  readonly #from: Peer;
  readonly #to: Peer;
  readonly #folder: string;
  readonly #tls: Tls | undefined;
  #servers = 0;

  constructor(way: Way, go: Peer, folder: string, tls: Tls | undefined) {
    this.#way = way;
    this.#from = way.from === "go" ? go : ourPeer;
    this.#to = way.to === "go" ? go : ourPeer;
    this.#folder = folder;
    this.#tls = tls;
  }

  async serve(options: Pick<ServeOptions, "services" | "fallback">, stack: AsyncDisposableStack): Promise<ServedPeer> {
    this.#servers += 1;
    const name = `${this.#to.kind}-${this.#servers}`;
    const { network, connection } = this.#way;
    const server = await this.#to.serve({
      ...options,
      name,
      ...(network === "unix" ? { path: join(this.#folder, name) } : {}),
      ...(this.#tls === undefined ? {} : { tls: this.#tls.server }),
      mux: connection === "mux",
    });
    // netpoll, under Kitex, closes the descriptor of a listener twice, and the second time hits whatever has got that
    // number since: a connection of another server. So Go's servers end with their program.
    if (this.#to.kind === "ours") stack.defer(() => server.stop());
    return server;
  }

  async dial(
    options: Pick<DialOptions, "service" | "address" | "connectTimeoutMs">,
    stack: AsyncDisposableStack,
  ): Promise<DialedPeer> {
    const { transport, connection } = this.#way;
    const client = await this.#from.dial({
      ...options,
      transport,
      connection,
      destination: DESTINATION,
      callerService: CALLER,
      ...(this.#tls === undefined ? {} : { ca: this.#tls.ca }),
    });
    stack.defer(() => client.hangUp());
    return client;
  }
}
