import { Status, statusError } from "@kitex-ts/core/grpc";
import type { HealthHandler } from "../kitex-gen/grpc/health/v1/health/service.ts";
import { HealthCheckResponseServingStatus as ServingStatus } from "../kitex-gen/grpc/health/v1/health/types.ts";
import type { ServingBoard } from "./serving-board.ts";

/** Answers gRPC's health checks from a board. */
export function healthHandler(board: ServingBoard): HealthHandler {
  return {
    check({ service }) {
      const status = board.statusOf(service);
      if (status === undefined) throw statusError(Status.NotFound, `unknown service ${JSON.stringify(service)}`);
      return { status: ServingStatus[status] };
    },

    list() {
      return {
        statuses: new Map(Array.from(board.all(), ([name, status]) => [name, { status: ServingStatus[status] }])),
      };
    },

    async *watch({ service }, ctx) {
      let told: string | undefined;
      while (ctx.abortReason === undefined) {
        const status = board.statusOf(service) ?? "SERVICE_UNKNOWN";
        if (status !== told) {
          told = status;
          yield { status: ServingStatus[status] };
        } else if (board.isDraining) {
          // A stream without an end would keep the server from ending.
          return;
        } else {
          await board.changed(ctx);
        }
      }
    },
  };
}
