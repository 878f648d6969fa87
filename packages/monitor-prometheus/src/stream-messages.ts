import type { RpcContext } from "@kitex-ts/core/extension";
import { Counter, type Registry } from "prom-client";
import type { CallLabels } from "./labels.ts";

const LABELS = ["caller", "callee", "method", "direction"] as const;

/** A stream that runs, and how many of its messages are counted so far. */
interface LiveStream {
  readonly labels: CallLabels;
  sent: number;
  received: number;
}

/**
 * Counts the messages of streams. They are taken over when a stream ends and whenever the metrics are collected, so that
 * a message costs nothing, and a stream that never ends is seen all the same.
 */
export class StreamMessages {
  readonly #counter: Counter<(typeof LABELS)[number]>;
  readonly #live = new Map<RpcContext, LiveStream>();

  constructor(side: "client" | "server", registry: Registry) {
    this.#counter = new Counter({
      name: `kitex_${side}_stream_messages_total`,
      help: `Messages of streams that the ${side} sent and received.`,
      labelNames: LABELS,
      registers: [registry],
      collect: () => {
        for (const [ctx, stream] of this.#live) this.#take(ctx, stream);
      },
    });
  }

  /** A stream begins. */
  begin(ctx: RpcContext, labels: CallLabels): void {
    this.#live.set(ctx, { labels, sent: 0, received: 0 });
  }

  /** A stream has ended. */
  end(ctx: RpcContext): void {
    const stream = this.#live.get(ctx);
    if (stream === undefined) return;
    this.#live.delete(ctx);
    this.#take(ctx, stream);
  }

  #take({ rpcInfo: { stats } }: RpcContext, stream: LiveStream): void {
    const { labels, sent, received } = stream;
    stream.sent = stats.sentMessages;
    stream.received = stats.receivedMessages;
    this.#counter.inc({ ...labels, direction: "sent" }, stream.sent - sent);
    this.#counter.inc({ ...labels, direction: "received" }, stream.received - received);
  }
}
