import { type Client, createClient } from "../../../../client/client.ts";
import type { ClientOptions } from "../../../../client/options.ts";
import { silentLogger } from "../../../../logging/logger.ts";
import type { ServerOptions } from "../../../../server/options.ts";
import { createServer, type Server } from "../../../../server/server.ts";
import { type StreamClient, type StreamHandler, streamService } from "../../../../testing/stream-service.ts";
import type { Monitor, Monitored } from "../../../../tracing/monitor.ts";
import type { GrpcOptions } from "../client-options.ts";
import { grpcServer } from "../grpc-server.ts";
import { grpc } from "../grpc-transport.ts";
import type { GrpcServerOptions } from "../server-options.ts";

/** Both ends of the test service on a port of this machine. */
export interface Rig extends AsyncDisposable {
  readonly client: Client<StreamClient>;
  readonly server: Server;
  readonly port: number;
  /** Calls that have not settled, here and there. */
  callsInFlight(): { readonly client: number; readonly server: number };
}

/** What a rig is to be different in. */
export interface RigOptions {
  readonly server?: ServerOptions;
  readonly client?: Partial<ClientOptions>;
  readonly grpcServer?: GrpcServerOptions;
  readonly grpc?: GrpcOptions;
}

/** Starts a server that answers the test service over gRPC, and makes a client of it. */
export async function startRig(handler: StreamHandler, options: RigOptions = {}): Promise<Rig> {
  const sides = new Map<Monitored["side"], Monitored>();
  const monitor: Monitor = {
    watch: (subject) => {
      sides.set(subject.side, subject);
      return () => {};
    },
  };
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    logger: silentLogger,
    protocols: [grpcServer(options.grpcServer)],
    monitors: [monitor],
    ...options.server,
  }).register(streamService(), handler);
  const { port } = await server.listen();
  if (port === undefined) throw new Error("not a TCP server");
  const client = grpcClient(port, { monitors: [monitor], ...options.client }, options.grpc);
  return {
    client,
    server,
    port,
    callsInFlight: () => ({
      client: sides.get("client")?.stats().callsInFlight ?? 0,
      server: sides.get("server")?.stats().callsInFlight ?? 0,
    }),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
}

/** A client of the test service over gRPC. */
export function grpcClient(
  port: number,
  options: Partial<ClientOptions> = {},
  transport: GrpcOptions = {},
): Client<StreamClient> {
  return createClient(streamService(), {
    destination: "stream",
    hostPorts: [`127.0.0.1:${port}`],
    transport: grpc(transport),
    logger: silentLogger,
    ...options,
  });
}
