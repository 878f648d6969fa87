import type { RpcContext } from "../context/rpc-context.ts";

/** One call seen from the inside: a request goes in, a response comes out. */
export type Endpoint = (ctx: RpcContext, request: unknown) => Promise<unknown>;

/** Wraps an endpoint in another. The first middleware of a list is the outermost. */
export type Middleware = (next: Endpoint) => Endpoint;

/** Puts `middlewares` around `endpoint`; those that are switched off (`undefined`) cost nothing. */
export function compose(middlewares: readonly (Middleware | undefined)[], endpoint: Endpoint): Endpoint {
  return middlewares.reduceRight<Endpoint>((next, wrap) => (wrap === undefined ? next : wrap(next)), endpoint);
}
