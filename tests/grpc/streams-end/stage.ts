import {
  type Client,
  type ClientOptions,
  createClient,
  createServer,
  type Monitor,
  type Monitored,
  type Server,
  type ServerOptions,
  silentLogger,
} from "@kitex-ts/core";
import { type GrpcOptions, type GrpcServerOptions, grpc, grpcServer } from "@kitex-ts/core/grpc";
import { type FakeClock, fakeClock } from "@kitex-ts/netpoll/testing";
import { type LeakWatch, watchForLeaks } from "../../support/leaks.ts";
import { until } from "../../support/until.ts";
import type { EchoClient } from "../kitex-gen/interop/echo/client.ts";
import type { EchoHandler } from "../kitex-gen/interop/echo/server.ts";
import { Echo } from "../kitex-gen/interop/echo/service.ts";
import { Road } from "./road.ts";

export interface StageOptions {
  readonly client?: Partial<ClientOptions>;
  readonly server?: ServerOptions;
  readonly grpc?: GrpcOptions;
  readonly grpcServer?: GrpcServerOptions;
}

/**
 * A server, a client of it and the road between them. When it goes, it fails if anything of them is left: calls on
 * either side, timers, connections.
 */
export class Stage implements AsyncDisposable {
  readonly client: Client<EchoClient>;
  readonly server: Server;
  readonly road: Road;
  /** The time of both sides, which stands still. */
  readonly clock: FakeClock;
  readonly #leaks: LeakWatch;
  readonly #watched: readonly Monitored[];

  private constructor(
    client: Client<EchoClient>,
    server: Server,
    road: Road,
    clock: FakeClock,
    leaks: LeakWatch,
    watched: readonly Monitored[],
  ) {
    this.client = client;
    this.server = server;
    this.road = road;
    this.clock = clock;
    this.#leaks = leaks;
    this.#watched = watched;
  }

  static async set(handler: EchoHandler, options: StageOptions = {}): Promise<Stage> {
    const clock = fakeClock();
    const leaks = watchForLeaks(clock);
    const watched: Monitored[] = [];
    const monitor: Monitor = {
      watch: (subject) => {
        watched.push(subject);
        return () => {};
      },
    };
    const common = { logger: silentLogger, clock: leaks.clock, monitors: [monitor], exitWaitMs: 0 };
    const server = createServer({
      port: 0,
      host: "127.0.0.1",
      protocols: [grpcServer(options.grpcServer)],
      ...common,
      ...options.server,
    }).register(Echo, handler);
    const { port = 0 } = await server.listen();
    const road = await Road.to(port);
    const client = createClient(Echo, {
      destination: "echo",
      hostPorts: [road.address],
      transport: grpc(options.grpc),
      ...common,
      ...options.client,
    });
    return new Stage(client, server, road, clock, leaks, watched);
  }

  /** Calls that have not settled, on both sides. */
  get callsInFlight(): number {
    return this.#watched.reduce((sum, subject) => sum + subject.stats().callsInFlight, 0);
  }

  /** Bytes that wait for the system to take them, on both sides. */
  get pendingWriteBytes(): number {
    return this.#watched.reduce((sum, subject) => sum + subject.stats().pendingWriteBytes, 0);
  }

  /** Settles when neither side has a call. */
  async idle(): Promise<void> {
    await until(
      () => this.callsInFlight === 0,
      () => `${this.callsInFlight} calls are in flight`,
    );
  }

  /** Closes one side, and waits no time for its calls. */
  async endAtOnce(side: { close(): Promise<void> }): Promise<void> {
    let closed = false;
    const closing = side.close().then(() => {
      closed = true;
    });
    const isClosed = (): boolean => {
      this.clock.advance(0); // even to wait no time takes a timer
      return closed;
    };
    await until(isClosed, () => "it does not close");
    await closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endAtOnce(this.client);
    await this.endAtOnce(this.server);
    await this.road[Symbol.asyncDispose]();
    await this.#leaks.settled();
  }
}
