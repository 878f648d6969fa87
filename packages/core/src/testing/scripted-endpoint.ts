import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { ErrorCode } from "../errors/codes.ts";

/** One call that a scripted endpoint got. */
export interface ScriptedCall {
  readonly ctx: RpcContext;
  readonly request: unknown;
}

/** An endpoint that answers by a script: one step for each call, in order. */
export interface ScriptedEndpoint {
  readonly endpoint: Endpoint;
  /** The calls so far. */
  readonly calls: readonly ScriptedCall[];
  /** The next step answers. */
  replies(response: unknown): ScriptedEndpoint;
  /** The next step rejects: with a `KitexError` of this code, or with the given error. */
  fails(error: ErrorCode | Error): ScriptedEndpoint;
  /** The next step never answers. */
  hangs(): ScriptedEndpoint;
}

/** Makes an endpoint without steps; a call for which there is none rejects and says so. */
export function scriptedEndpoint(): ScriptedEndpoint {
  const steps: ((ctx: RpcContext) => Promise<unknown>)[] = [];
  const calls: ScriptedCall[] = [];
  const then = (step: (ctx: RpcContext) => Promise<unknown>): ScriptedEndpoint => {
    steps.push(step);
    return scripted;
  };
  const scripted: ScriptedEndpoint = {
    calls,
    endpoint: async (ctx, request) => {
      calls.push({ ctx, request });
      const step = steps[calls.length - 1];
      if (step === undefined) throw new Error(`call ${calls.length} came, the script has ${steps.length} steps`);
      return step(ctx);
    },
    replies: (response) => then(async () => response),
    fails: (error) =>
      then(async (ctx) => {
        throw typeof error === "string" ? callError(ctx, error, "was made to fail") : error;
      }),
    hangs: () => then(() => new Promise(() => {})),
  };
  return scripted;
}
