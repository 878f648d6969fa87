import { type CallOutcome, isBizStatusError, isKitexError, type RpcContext } from "@kitex-ts/core/extension";

/** How a call ended, sorted by what telemetry makes of it. Only `failed` is an error of the call. */
export type Ending =
  | { readonly kind: "value" }
  /** The callee reported a business status. */
  | { readonly kind: "status"; readonly status: number }
  /** The callee threw an exception that the IDL declares. */
  | { readonly kind: "declared"; readonly name: string }
  | { readonly kind: "failed"; readonly type: string; readonly error: unknown };

/** What conventions write for a failure that has no name of its own. */
const OTHER = "_OTHER";

/** Sorts the outcome of a call. */
export function endingOf(ctx: RpcContext, { error }: CallOutcome): Ending {
  if (error === undefined) return { kind: "value" };
  if (isBizStatusError(error)) return { kind: "status", status: error.status };
  if (ctx.rpcInfo.invocation.methodInfo.result.declares(error)) return { kind: "declared", name: nameOf(error) };
  return { kind: "failed", type: isKitexError(error) ? error.code : nameOf(error), error };
}

/** An error's name where it looks like that of a class: metrics get a series for each, so free text is refused. */
function nameOf(error: unknown): string {
  return error instanceof Error && /^[A-Za-z_$][\w$.]{0,63}$/.test(error.name) ? error.name : OTHER;
}
