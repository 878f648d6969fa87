import { type CallOutcome, isBizStatusError, isKitexError, type RpcContext } from "@kitex-ts/core/extension";
import { type GrpcStatus, grpcStatusOf, isServerError } from "./grpc-status.ts";
import type { Side } from "./side.ts";

/** How a call ended, sorted by what telemetry makes of it. Only `failed` is an error of the call. */
export type Ending =
  | { readonly kind: "value" }
  /** The callee reported a business status. */
  | { readonly kind: "status"; readonly status: number }
  /** The callee threw an exception that the IDL declares. */
  | { readonly kind: "declared"; readonly name: string }
  /** The handler of a server answered with a gRPC status that is its caller's affair. */
  | { readonly kind: "refused"; readonly grpcStatus: GrpcStatus }
  | {
      readonly kind: "failed";
      readonly type: string;
      readonly error: unknown;
      readonly grpcStatus: GrpcStatus | undefined;
    };

/** What conventions write for a failure that has no name of its own. */
const OTHER = "_OTHER";

/** Sorts the outcome of a call, as its end on `side` sees it. */
export function endingOf(side: Side, ctx: RpcContext, { error }: CallOutcome): Ending {
  if (error === undefined) return { kind: "value" };
  if (isBizStatusError(error)) return { kind: "status", status: error.status };
  if (ctx.rpcInfo.invocation.methodInfo.result.declares(error)) return { kind: "declared", name: nameOf(error) };
  if (!isKitexError(error)) return { kind: "failed", type: nameOf(error), error, grpcStatus: undefined };
  // On a server, an error with a target came from a call that the handler made: its status is that callee's.
  const grpcStatus = side === "server" && error.target !== undefined ? undefined : grpcStatusOf(error);
  if (side === "server" && grpcStatus !== undefined && !isServerError(grpcStatus))
    return { kind: "refused", grpcStatus };
  return { kind: "failed", type: grpcStatus?.name ?? error.code, error, grpcStatus };
}

/** An error's name where it looks like that of a class: metrics get a series for each, so free text is refused. */
function nameOf(error: unknown): string {
  return error instanceof Error && /^[A-Za-z_$][\w$.]{0,63}$/.test(error.name) ? error.name : OTHER;
}
