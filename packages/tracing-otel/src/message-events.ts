import type { RpcContext, Tracer } from "@kitex-ts/core/extension";
import type { ResolvedOtelOptions } from "./options.ts";
import type { SpanTracer } from "./span-tracer.ts";

/** Adds an event to the span of a stream for each of its messages, as OpenTelemetry's RPC conventions had it until they deprecated it. */
class MessageEvents implements Tracer {
  readonly #spans: SpanTracer;

  /** `spans` has begun the span when this is told of a message. */
  constructor(spans: SpanTracer) {
    this.#spans = spans;
  }

  start(): void {}

  message(ctx: RpcContext, direction: "sent" | "received"): void {
    const span = this.#spans.spanOf(ctx);
    if (span?.isRecording() !== true) return;
    const { sentMessages, receivedMessages } = ctx.rpcInfo.stats;
    const sent = direction === "sent";
    span.addEvent("rpc.message", {
      "rpc.message.type": sent ? "SENT" : "RECEIVED",
      "rpc.message.id": sent ? sentMessages : receivedMessages,
    });
  }

  finish(): void {}
}

/** What a suite traces with: `tracer`, and behind it what adds events for messages, if that is asked for. */
export function spanTracers(tracer: SpanTracer, { messageEvents }: ResolvedOtelOptions): readonly Tracer[] {
  return messageEvents ? [tracer, new MessageEvents(tracer)] : [tracer];
}
