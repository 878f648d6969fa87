import type { RpcContext } from "../context/rpc-context.ts";
import type { Endpoint, Middleware } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import { isKitexError } from "../errors/kitex-error.ts";
import { Backoff } from "../util/backoff.ts";
import type { Clock } from "../util/clock.ts";
import { pause } from "../util/pause.ts";

/**
 * How long to wait before an instance is looked for again. gRPC's numbers for a broken connection are 1 s and 120 s;
 * a call waits for these, so they are shorter.
 */
const FIRST_MS = 100;
const MOST_MS = 5_000;

/**
 * Lets a call that was told to (`waitForReady`) wait until there is an instance and a connection to it, instead of
 * failing with `NoInstance`, `ServiceDiscovery` or `Connect`. Its deadline and its caller's signal end the wait.
 */
export function waitForReady(clock: Clock): Middleware {
  return (next) => (ctx, request) =>
    ctx.rpcInfo.config.waitForReady ? persist(next, ctx, request, clock) : next(ctx, request);
}

async function persist(next: Endpoint, ctx: RpcContext, request: unknown, clock: Clock): Promise<unknown> {
  const { to } = ctx.rpcInfo;
  const { instance } = to; // the one that the call itself names, if it does
  const backoff = new Backoff({ firstMs: FIRST_MS, mostMs: MOST_MS });
  for (;;) {
    try {
      return await next(ctx, request);
    } catch (error) {
      if (ctx.abortReason !== undefined || !isUnready(error)) throw error;
    }
    await pause(clock, backoff.next(), ctx.signal);
    if (ctx.abortReason !== undefined) throw ctx.abortReason;
    to.instance = instance;
  }
}

function isUnready(error: unknown): boolean {
  return (
    isKitexError(error, ErrorCode.Connect) ||
    isKitexError(error, ErrorCode.NoInstance) ||
    isKitexError(error, ErrorCode.ServiceDiscovery)
  );
}
