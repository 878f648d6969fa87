import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { ClientTransHandler, ClientTransport } from "../remote/trans/trans-handler.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";

/** What answers in place of a peer. */
export interface MemoryPeer {
  /** Answers calls. Default: with their request. */
  readonly call?: Endpoint;
  /** Answers streams. Default: with their requests. */
  readonly stream?: StreamEndpoint;
  /** Whether nobody listens at the instance that was chosen for a call. Default: never. */
  readonly unreachable?: (ctx: RpcContext) => boolean;
}

/**
 * A transport for the `transport` option of a client under test: calls and streams go to functions, and no byte is
 * written. It keeps the promises that a transport makes: an abort is heard at once, messages are counted one by one,
 * and a request is asked for when the peer asks.
 */
export function memoryTransport(peer: MemoryPeer = {}): ClientTransport {
  return {
    name: "memory",
    carriesHeaders: true,
    carriesStreams: true,
    open: () => new MemoryHandler(peer),
  };
}

class MemoryHandler implements ClientTransHandler {
  readonly #peer: MemoryPeer;

  constructor(peer: MemoryPeer) {
    this.#peer = peer;
  }

  async roundTrip(ctx: RpcContext, _address: unknown, request: unknown): Promise<unknown> {
    this.#connect(ctx);
    const { call = async (_ctx, given) => given } = this.#peer;
    return untilAborted(ctx, call(ctx, request));
  }

  async sendOneway(ctx: RpcContext, address: unknown, request: unknown): Promise<void> {
    await this.roundTrip(ctx, address, request);
  }

  async *stream(ctx: RpcContext, _address: unknown, requests: AsyncIterable<unknown>): AsyncGenerator<unknown, void> {
    this.#connect(ctx);
    const { stream = echo } = this.#peer;
    const outgoing = counted(ctx, requests);
    const responses = stream(ctx, outgoing)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const response = await untilAborted(ctx, responses.next());
        if (response.done === true) return;
        ctx.countMessage("received");
        yield response.value;
      }
    } finally {
      leaveQuietly(responses);
      leaveQuietly(outgoing);
    }
  }

  async connect(): Promise<void> {}

  evict(): void {}

  stats(): ReturnType<ClientTransHandler["stats"]> {
    return { connections: { idle: 0, inUse: 0, opening: 0 }, pendingWriteBytes: 0 };
  }

  close(): void {}

  #connect(ctx: RpcContext): void {
    ctx.phase = "connect";
    if (this.#peer.unreachable?.(ctx) === true) {
      throw callError(ctx, ErrorCode.Connect, `could not connect to ${targetOf(ctx)}: nobody listens there`);
    }
    ctx.phase = "response";
  }
}

const echo: StreamEndpoint = (_ctx, requests) => requests;

function counted(ctx: RpcContext, requests: AsyncIterable<unknown>): AsyncIterableIterator<unknown> {
  const iterator = requests[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const request = await iterator.next();
      if (request.done !== true) ctx.countMessage("sent");
      return request;
    },
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}
