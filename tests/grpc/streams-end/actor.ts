import type { RpcContext } from "@kitex-ts/core";
import type { EchoHandler } from "../kitex-gen/interop/echo/server.ts";
import type { EchoRequest, EchoResponseInput } from "../kitex-gen/interop/echo/types.ts";

/** How far a call gets by itself; from there on its handler neither ends it nor hears of an end. */
export type Phase = "before any answer" | "behind its header" | "behind a message" | "while it streams without end";

/** Handlers that never end a call, wherever they are in it, whatever they are told. */
export class Actor implements EchoHandler {
  /** The one call. */
  ctx: RpcContext | undefined;
  /** Messages that were taken or made. */
  messages = 0;
  readonly #phase: Phase;

  constructor(phase: Phase) {
    this.#phase = phase;
  }

  unary(_request: EchoRequest, ctx: RpcContext): Promise<EchoResponseInput> {
    this.#begin(ctx);
    return forever();
  }

  serverStream(_request: EchoRequest, ctx: RpcContext): AsyncIterable<EchoResponseInput> {
    return this.#answers(ctx);
  }

  async clientStream(requests: AsyncIterable<EchoRequest>, ctx: RpcContext): Promise<EchoResponseInput> {
    this.#begin(ctx);
    if (this.#phase === "while it streams without end") for await (const _ of requests) this.messages += 1;
    return await forever();
  }

  bidi(_requests: AsyncIterable<EchoRequest>, ctx: RpcContext): AsyncIterable<EchoResponseInput> {
    return this.#answers(ctx);
  }

  #begin(ctx: RpcContext): void {
    this.ctx = ctx;
    if (this.#phase === "behind its header") ctx.metadata.sendHeader();
  }

  async *#answers(ctx: RpcContext): AsyncGenerator<EchoResponseInput> {
    this.#begin(ctx);
    const most = { "behind a message": 1, "while it streams without end": Number.POSITIVE_INFINITY };
    while (this.messages < (Reflect.get(most, this.#phase) ?? 0)) {
      this.messages += 1;
      yield { message: "hi", count: this.messages };
    }
    await forever();
  }
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
