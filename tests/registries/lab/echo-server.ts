import { createServer, type Server, silentLogger } from "@kitex-ts/core";
import { EchoService } from "../../fixtures/kitex-gen/echo/service.ts";
import { labHandler } from "../../support/lab-handler.ts";
import type { Access, RegistryKind } from "../kinds/kind.ts";

/** What an {@link EchoServer} needs to know; can travel as JSON. */
export interface EchoServerOptions {
  /** The service's name in discovery. */
  readonly service: string;
  /** What it answers with, to every call. */
  readonly name: string;
  readonly at: Access;
  readonly ttlSeconds: number;
  /** Where to listen. Default 127.0.0.1. */
  readonly host?: string;
  readonly weight?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether SIGTERM closes it. */
  readonly handleSignals?: boolean;
}

/** A server of ours that keeps itself registered. */
export interface EchoServer {
  /** Where it is, as it is registered. */
  readonly address: string;
  readonly server: Server;
  /** Deregisters and stops; closes its registry. */
  close(): Promise<void>;
}

/** Starts an {@link EchoServer} on a free port; settles when it listens, whether it is registered or not. */
export async function startEchoServer(kind: RegistryKind, options: EchoServerOptions): Promise<EchoServer> {
  const { service, name, at, ttlSeconds, host = "127.0.0.1", weight, tags, handleSignals = false } = options;
  const registry = kind.registry(at, ttlSeconds);
  const server = createServer({
    port: 0,
    host,
    serviceName: service,
    registry,
    registryInfo: { ...(weight === undefined ? {} : { weight }), ...(tags === undefined ? {} : { tags }) },
    handleSignals,
    logger: silentLogger,
  });
  server.register(EchoService, { ...labHandler, Echo: () => ({ message: name }) });
  const { port } = await server.listen();
  return {
    address: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    server,
    close: async () => {
      await server.close();
      await registry.close?.();
    },
  };
}
