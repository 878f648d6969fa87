import type { KitexError } from "@kitex-ts/core/extension";

/** A status of gRPC's own: its number, and the name by which telemetry knows it. */
export interface GrpcStatus {
  readonly code: number;
  readonly name: string;
}

/** gRPC's names, by number. */
const NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** What OpenTelemetry's conventions for gRPC count as an error of the server; anything else is its caller's affair. */
const SERVER_ERRORS: ReadonlySet<string> = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** The gRPC status of an error; `undefined` for one that has none, or a number that gRPC does not know. */
export function grpcStatusOf({ status }: KitexError): GrpcStatus | undefined {
  const name = status === undefined ? undefined : NAMES[status.code];
  return status === undefined || name === undefined ? undefined : { code: status.code, name };
}

/** Whether a server that answers with this status has failed. */
export function isServerError({ name }: GrpcStatus): boolean {
  return SERVER_ERRORS.has(name);
}
