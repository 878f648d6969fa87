import { callError, targetOf } from "../context/call-error.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { untilAborted } from "../context/until-aborted.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { ClientTransHandler, ClientTransport } from "../remote/trans/trans-handler.ts";
import { leaveQuietly } from "../stream/leave-quietly.ts";
import { RequestQueue } from "../stream/request-queue.ts";

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
 * written. It keeps the promises that a transport makes: an abort is heard at once, messages are counted, and a request
 * is asked for when the peer has room, here for one.
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
    const outgoing = pumped(ctx, requests);
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
      outgoing.stop();
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

/** Asks for one request after the other, the next one when the peer has taken the last: its window is one message. */
function pumped(ctx: RpcContext, requests: AsyncIterable<unknown>): RequestQueue<unknown> {
  const queue = new RequestQueue<unknown>((text) => callError(ctx, ErrorCode.StreamEnded, text));
  const pump = async (): Promise<void> => {
    for await (const request of requests) {
      ctx.countMessage("sent");
      await queue.send(request);
    }
  };
  // What goes wrong with the requests aborts the stream, whose reader hears of it.
  void pump().then(
    () => queue.closeSend(),
    () => queue.stop(),
  );
  return queue;
}
