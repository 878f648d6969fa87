import type { Server } from "@kitex-ts/core/extension";
import { fullNameOf } from "./full-name.ts";
import { healthHandler } from "./health/health-handler.ts";
import { type HealthStatus, ServingBoard } from "./health/serving-board.ts";
import { Health as healthService } from "./kitex-gen/grpc/health/v1/health/service.ts";

export type { HealthStatus } from "./health/serving-board.ts";
export type { HealthClient } from "./kitex-gen/grpc/health/v1/health/service.ts";
/** The service `grpc.health.v1.Health`, for clients. */
export { healthService };

/** Says how it stands with the services of a server. */
export interface Health {
  /** Sets the status of a service, by its full name (`package.Service`); of the server as a whole with an empty name. */
  set(service: string, status: HealthStatus): void;
  /** Sets everything to NOT_SERVING, for good; later `set`s change nothing. */
  shutdown(): void;
}

export interface HealthOptions {
  /** The status of the server and its services until one is set. Default: `SERVING`. */
  readonly initial?: HealthStatus;
}

/**
 * Lets a server answer gRPC's health checks (`grpc.health.v1.Health`); before `listen`.
 *
 * The services that are registered are known by their full names. When the server begins to close, everything is
 * NOT_SERVING, and `Watch` ends.
 */
export function registerHealth(server: Server, { initial = "SERVING" }: HealthOptions = {}): Health {
  const board = new ServingBoard(() => server.services.map(fullNameOf), initial);
  server.register(healthService, healthHandler(board), { onlyByName: true });
  server.onDrain(() => board.drain());
  return {
    set: (service, status) => board.set(service, status),
    shutdown: () => board.shutDown(),
  };
}
