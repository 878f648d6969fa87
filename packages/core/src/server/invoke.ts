import { runServing } from "../context/current-context.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { MethodHandler } from "../service/handler-table.ts";

/** The innermost endpoint: the user's handler, in whose calls the context of this one is known. */
export function invoke(handler: MethodHandler): Endpoint {
  // `async`, so that a handler that throws before it returns a promise rejects like any other.
  return async (ctx, request) => runServing(ctx, () => handler.invoke(request, ctx));
}
