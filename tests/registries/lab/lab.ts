import { randomUUID } from "node:crypto";
import { createClient, silentLogger } from "@kitex-ts/core";
import { EchoService, type EchoServiceClient } from "../../fixtures/kitex-gen/echo/service.ts";
import { type CutProxy, startCutProxy } from "../../support/registries/cut-proxy.ts";
import { type Eventually, eventually } from "../../support/registries/eventually.ts";
import type { Access, RegistryCluster, RegistryKind, RegistryServer, ServerNeeds } from "../kinds/kind.ts";
import { type EchoProcess, startEchoProcess } from "./echo-process.ts";
import { type EchoServer, type EchoServerOptions, startEchoServer } from "./echo-server.ts";
import { type Load, startLoad } from "./load.ts";
import { WatchedList } from "./watched-list.ts";

/** Entries expire so long after their last heartbeat, and are renewed three times as often. */
export const TTL_SECONDS = 2;

type Own = Partial<Pick<EchoServerOptions, "host" | "weight" | "tags">>;

/** A registry with its servers and callers, for one scenario. Everything ends with it, whatever became of it. */
export class Lab implements AsyncDisposable {
  readonly kind: RegistryKind;
  /** A service that nobody else uses. */
  readonly service: string = `lab-${randomUUID().slice(0, 8)}`;
  readonly #parts = new AsyncDisposableStack();

  constructor(kind: RegistryKind) {
    this.kind = kind;
  }

  async startRegistry(needs: ServerNeeds = {}): Promise<RegistryServer> {
    return this.#parts.use(await this.kind.start(needs));
  }

  async startCluster(): Promise<RegistryCluster> {
    return this.#parts.use(await this.kind.startCluster());
  }

  /** A piece of network in front of a registry. */
  async proxy(of: RegistryServer): Promise<CutProxy & Access> {
    const proxy = this.#parts.use(await startCutProxy(of.port));
    return Object.assign(proxy, { urls: [`http://127.0.0.1:${proxy.port}`], secret: of.secret });
  }

  /** A server in this process, which answers with its name. */
  async serve(name: string, at: Access, own: Own = {}): Promise<EchoServer> {
    const server = await startEchoServer(this.kind, this.#options(name, at, own));
    this.#parts.defer(() => server.close());
    return server;
  }

  /** A server as a process of its own. */
  async spawn(name: string, at: Access): Promise<EchoProcess> {
    return this.#parts.use(await startEchoProcess(this.kind.name, this.#options(name, at, {})));
  }

  /** A client that finds the service through the registry. */
  caller(at: Access): Caller {
    const resolver = this.kind.resolver(at);
    const client = createClient(EchoService, {
      destination: this.service,
      resolver,
      timeoutMs: 1_000,
      logger: silentLogger,
    });
    const list = new WatchedList(resolver, this.service);
    const caller = new Caller(client, list);
    this.#parts.defer(async () => {
      caller[Symbol.dispose]();
      await client.close();
      await resolver.close?.();
    });
    return caller;
  }

  /** Waits until exactly these addresses are stored, each of them once. */
  stored(at: Access, addresses: readonly string[]): Promise<Eventually<true>> {
    const wanted = [...addresses].sort().join();
    return eventually(`${wanted} is stored`, async () => {
      const found = await this.kind.stored(at, this.service);
      return found.join() === wanted || undefined;
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync();
  }

  #options(name: string, at: Access, own: Own): EchoServerOptions {
    const { urls, secret, ca } = at;
    return {
      service: this.service,
      name,
      at: { urls, ...(secret === undefined ? {} : { secret }), ...(ca === undefined ? {} : { ca }) },
      ttlSeconds: TTL_SECONDS,
      ...own,
    };
  }
}

/** A client of the lab's service, and what its resolver tells. */
export class Caller implements Disposable {
  readonly client: EchoServiceClient;
  readonly list: WatchedList;
  readonly #loads: Load[] = [];

  constructor(client: EchoServiceClient, list: WatchedList) {
    this.client = client;
    this.list = list;
  }

  /** Begins to make `perSecond` calls. */
  load(perSecond: number): Load {
    const load = startLoad(this.client, perSecond);
    this.#loads.push(load);
    return load;
  }

  /** Waits until calls are answered by exactly these servers, and none fails. */
  reaches(...names: readonly string[]): Promise<Eventually<true>> {
    const wanted = [...names].sort().join();
    return eventually(`calls are answered by ${wanted}`, async () => {
      const calls = Array.from({ length: 4 * names.length }, () => this.client.Echo({ message: "who?" }));
      const answered = new Set((await Promise.all(calls)).map(({ message }) => message));
      return [...answered].sort().join() === wanted || undefined;
    });
  }

  [Symbol.dispose](): void {
    for (const load of this.#loads) load[Symbol.dispose]();
    this.list[Symbol.dispose]();
  }
}
