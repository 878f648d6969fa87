import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { Middleware } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { KitexError } from "../errors/kitex-error.ts";
import type { LoadBalancer, Picker } from "../load-balance/load-balancer.ts";
import type { ResolveResult, Resolver } from "./resolver.ts";

/** Chooses the instance that a call goes to, unless the call names one itself. */
export function resolve(resolver: Resolver, balancer: LoadBalancer): Middleware {
  // A resolver that answers with the list it gave before keeps its picker, and so its turn.
  const pickers = new WeakMap<ResolveResult, Picker>();

  const choose = (ctx: RpcContext, result: ResolveResult): void => {
    let picker = pickers.get(result);
    if (picker === undefined) {
      picker = balancer.picker(result.instances);
      pickers.set(result, picker);
    }
    const instance = picker.next(ctx);
    if (instance === undefined) throw nobody(ctx, resolver);
    ctx.rpcInfo.to.instance = instance;
  };

  const ask = (ctx: RpcContext): ResolveResult | Promise<ResolveResult> => {
    const { service, tags } = ctx.rpcInfo.to;
    return resolver.resolve({ service, tags }, ctx.signal);
  };

  const { fixed } = resolver;
  if (fixed !== undefined) {
    const picker = balancer.picker(fixed.instances);
    return (next) => (ctx, request) => {
      const { to } = ctx.rpcInfo;
      to.instance ??= picker.next(ctx);
      return to.instance === undefined ? Promise.reject(nobody(ctx, resolver)) : next(ctx, request);
    };
  }

  return (next) => async (ctx, request) => {
    if (ctx.rpcInfo.to.instance === undefined) {
      let result: ResolveResult;
      try {
        const answer = ask(ctx);
        result = "instances" in answer ? answer : await untilAborted(ctx, answer);
      } catch (cause) {
        if (ctx.abortReason !== undefined) throw ctx.abortReason;
        const { service } = ctx.rpcInfo.to;
        const text = `could not learn who serves "${service}" (resolver: ${resolver.name})`;
        throw callError(ctx, ErrorCode.ServiceDiscovery, text, { cause });
      }
      choose(ctx, result);
    }
    return next(ctx, request);
  };
}

function nobody(ctx: RpcContext, { name }: Resolver): KitexError {
  const text = `found no instance of "${ctx.rpcInfo.to.service}" (resolver: ${name})`;
  return callError(ctx, ErrorCode.NoInstance, text);
}
