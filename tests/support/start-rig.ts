import {
  type Client,
  type ClientOptions,
  createClient,
  createServer,
  type Server,
  type ServerOptions,
  silentLogger,
} from "@kitex-ts/core";
import type { Clock } from "@kitex-ts/netpoll";
import { Lab, type LabClient, type LabHandler } from "../fixtures/kitex-gen/echo/service.ts";
import { labHandler } from "./lab-handler.ts";
import { type LeakWatch, watchForLeaks } from "./leaks.ts";
import { type RawClient, rawClient } from "./raw-client.ts";

export interface RigOptions {
  /** Handlers in place of those that answer with their request. */
  readonly handler?: Partial<LabHandler>;
  readonly server?: ServerOptions;
  /** Time for both ends. Default: the machine's. */
  readonly clock?: Clock;
  /** What counts the leaks of a rig that outlives this one; that one then checks for both. */
  readonly leaks?: LeakWatch;
  /** How the rig's client speaks. */
  readonly client?: Partial<ClientOptions>;
}

/** A server and a client of it. When it goes, it closes both and fails if anything of them is left. */
export interface Rig extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly hostPort: string;
  readonly client: Client<LabClient>;
  readonly leaks: LeakWatch;
  /** A client that sends any bytes. */
  raw(): Promise<RawClient>;
}

/** Starts a {@link Rig} on a free port. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const leaks = options.leaks ?? watchForLeaks(options.clock);
  const place = options.server?.path === undefined ? { port: 0, host: "127.0.0.1" } : {};
  const server = createServer({ ...place, logger: silentLogger, clock: leaks.clock, ...options.server });
  server.register(Lab, { ...labHandler, ...options.handler });
  const { port = 0, path } = await server.listen();
  const hostPort = path === undefined ? `127.0.0.1:${port}` : `unix:${path}`;
  const client = labClient(hostPort, { clock: leaks.clock, ...options.client });
  return {
    server,
    port,
    hostPort,
    client,
    leaks,
    raw: () => rawClient(port),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
      if (options.leaks === undefined) await leaks.settled();
    },
  };
}

/** A client of the test service at `hostPort`. */
export function labClient(hostPort: string, options: Partial<ClientOptions> = {}): Client<LabClient> {
  return createClient(Lab, { destination: "lab", hostPorts: [hostPort], logger: silentLogger, ...options });
}
