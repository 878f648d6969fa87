import type { RpcContext } from "../context/rpc-context.ts";

/** Calls the user's handler of one method with the decoded request. */
export interface MethodHandler {
  invoke(request: unknown, ctx: RpcContext): unknown;
}

/** The handlers of a service by their names in the IDL; only own properties count. */
export type HandlerTable = Readonly<Record<string, MethodHandler>>;
