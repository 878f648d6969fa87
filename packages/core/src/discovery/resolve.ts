import { callError } from "../context/call-error.ts";
import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { Endpoint, Middleware } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { isKitexError, type KitexError } from "../errors/kitex-error.ts";
import type { LoadBalancer, Picker } from "../load-balance/load-balancer.ts";
import type { ResolveResult, Resolver, ResolveTarget } from "./resolver.ts";

/** Where a call finds the instances of its destination: a resolver, or one with a memory. */
export interface InstanceSource extends Resolver {
  /** The list that is known already; `undefined` where `resolve` has to be asked. */
  current?(target: ResolveTarget): ResolveResult | undefined;
}

/**
 * Chooses the instance that a call goes to, unless the call names one itself; and another one when no connection to it
 * can be made, until all of them were tried.
 */
export function resolve(source: InstanceSource, balancer: LoadBalancer): Middleware {
  // A list that comes again keeps its picker, and so its turn.
  const pickers = new WeakMap<ResolveResult, Picker>();

  const pickerOf = (result: ResolveResult): Picker => {
    let picker = pickers.get(result);
    if (picker === undefined) {
      picker = balancer.picker(result.instances);
      pickers.set(result, picker);
    }
    return picker;
  };

  const ask = async (ctx: RpcContext): Promise<ResolveResult> => {
    const { service, tags } = ctx.rpcInfo.to;
    const target = { service, tags };
    try {
      return await untilAborted(ctx, Promise.resolve(source.resolve(target, ctx.signal)));
    } catch (cause) {
      if (ctx.abortReason !== undefined) throw ctx.abortReason;
      const text = `could not learn who serves "${target.service}" (resolver: ${source.name})`;
      throw callError(ctx, ErrorCode.ServiceDiscovery, text, { cause });
    }
  };

  const go = (next: Endpoint, ctx: RpcContext, request: unknown, result: ResolveResult): Promise<unknown> => {
    const instance = pickerOf(result).next(ctx);
    if (instance === undefined) return Promise.reject(nobody(ctx, source));
    ctx.rpcInfo.to.instance = instance;
    const { instances } = result;
    return instances.length === 1 ? next(ctx, request) : withOthers(next, ctx, request, instances, balancer);
  };

  return (next) => {
    const askAndGo = async (ctx: RpcContext, request: unknown): Promise<unknown> =>
      go(next, ctx, request, await ask(ctx));

    return (ctx, request) => {
      const { to } = ctx.rpcInfo;
      if (to.instance !== undefined) return next(ctx, request);
      const known = source.fixed ?? source.current?.(to);
      return known === undefined ? askAndGo(ctx, request) : go(next, ctx, request, known);
    };
  };
}

/** Goes to one instance after the other, as long as no connection can be made; each is tried once. */
async function withOthers(
  next: Endpoint,
  ctx: RpcContext,
  request: unknown,
  instances: readonly Instance[],
  balancer: LoadBalancer,
): Promise<unknown> {
  for (let untried = instances; ; ) {
    try {
      return await next(ctx, request);
    } catch (error) {
      if (!isKitexError(error, ErrorCode.Connect) || ctx.abortReason !== undefined) throw error;
      const { instance: failed } = ctx.rpcInfo.to;
      untried = untried.filter(({ address }) => address !== failed?.address);
      const another = balancer.picker(untried).next(ctx);
      if (another === undefined) throw error;
      ctx.rpcInfo.to.instance = another;
    }
  }
}

function nobody(ctx: RpcContext, { name }: Resolver): KitexError {
  const text = `found no instance of "${ctx.rpcInfo.to.service}" (resolver: ${name})`;
  return callError(ctx, ErrorCode.NoInstance, text);
}
