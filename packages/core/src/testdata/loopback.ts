import { callError } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import { ErrorCode } from "../errors/codes.ts";
import { KitexError } from "../errors/kitex-error.ts";
import { silentLogger } from "../logging/logger.ts";
import type { ServedStream } from "../remote/method-lookup.ts";
import type { Outcome } from "../remote/trans/outcome.ts";
import type { ClientTransport } from "../remote/trans/trans-handler.ts";
import { Dispatch } from "../server/dispatch.ts";
import { invokeStream } from "../server/invoke-stream.ts";
import { resolveServerOptions, type ServerOptions } from "../server/options.ts";
import { serverStreamPipeline } from "../server/pipeline.ts";
import { ServiceTable } from "../server/service-table.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";
import { memoryTransport } from "../testing/memory-transport.ts";
import { type StreamClient, type StreamHandler, streamService } from "../testing/stream-service.ts";

/** Both ends of streams in one process, without a wire between them. */
export interface Loopback {
  readonly service: ServiceInfo<StreamClient, StreamHandler>;
  readonly transport: ClientTransport;
  /** The contexts of the streams that the server began, in order. */
  readonly served: readonly RpcContext[];
  /** What the server finished with for each stream that is over, in the order in which they ended. */
  readonly finished: readonly unknown[];
}

/** A server's half of streams, as a wire would use it, and the transport that leads there. */
export function loopback(handler: StreamHandler, given: ServerOptions = {}): Loopback {
  const service = streamService();
  const options = resolveServerOptions({ logger: silentLogger, ...given });
  const table = new ServiceTable();
  const handlers = service.handlers(handler);
  table.add(service, { fallback: false, onlyByName: false }, (info) => {
    const own = handlers[info.name] ?? { invoke: () => undefined };
    return { kind: "stream", info, endpoint: serverStreamPipeline(options, invokeStream(info, own)) };
  });
  const dispatch = new Dispatch(table, "loopback", options);
  const served: RpcContext[] = [];
  const finished: unknown[] = [];

  const transport = memoryTransport({
    stream: async function* (caller, requests) {
      const method = dispatch.find(service.name, caller.rpcInfo.invocation.method);
      if (method.kind !== "found" || method.served.kind !== "stream") throw new Error("no such stream");
      const ctx = begin(dispatch, method.served, caller);
      served.push(ctx);
      caller.onAbort(() => ctx.abort(new KitexError(ErrorCode.Canceled, "the caller left")));
      const incoming = received(ctx, requests);
      const responses = dispatch.stream(ctx, method.served, incoming)[Symbol.asyncIterator]();
      let error: unknown;
      try {
        for (;;) {
          const response = await untilAborted(ctx, responses.next());
          if (response.done === true) return;
          ctx.countMessage("sent");
          yield response.value;
        }
      } catch (cause) {
        error = cause;
        if (ctx.abortReason !== undefined) throw callError(caller, ErrorCode.RpcTimeout, "was ended by its callee");
        throw asCallerHears(caller, dispatch.outcomeOf(cause, method.served));
      } finally {
        leaveQuietly(responses);
        leaveQuietly(incoming);
        dispatch.finish(ctx, error ?? ctx.abortReason);
        finished.push(error ?? ctx.abortReason);
      }
    },
  });
  return { service, transport, served, finished };
}

function begin(dispatch: Dispatch, served: ServedStream, caller: RpcContext): RpcContext {
  return dispatch.begin({
    served,
    callerService: caller.rpcInfo.from.service,
    callerMethod: "",
    callerAddress: "memory",
    timeoutMs: caller.timeLeftMs,
    meta: undefined,
    receivedBytes: 0,
  });
}

function received(ctx: RpcContext, requests: AsyncIterable<unknown>): AsyncIterableIterator<unknown> {
  const iterator = requests[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const request = await untilAborted(ctx, iterator.next());
      if (request.done !== true) ctx.countMessage("received");
      return request;
    },
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}

function asCallerHears(caller: RpcContext, outcome: Outcome): unknown {
  if (outcome.kind === "exception") return callError(caller, ErrorCode.Remote, outcome.exception.message);
  return outcome.kind === "value" ? undefined : outcome.error;
}
