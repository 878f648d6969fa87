import { BizStatusError, type Metadata } from "@kitex-ts/core";
import { statusError } from "@kitex-ts/core/grpc";
import { detailOf } from "./detail.ts";
import { fieldsOf, metadataOf } from "./metadata.ts";

/** What a request says that the server is to do; of echo.proto or stream.thrift. */
export interface ScriptOfRequest {
  readonly header?: ReadonlyMap<string, string> | undefined;
  readonly trailer?: ReadonlyMap<string, string> | undefined;
  readonly sendHeader?: boolean | undefined;
  readonly echoMetadata?: boolean | undefined;
  readonly messages?: number | undefined;
  readonly size?: number | undefined;
  readonly wait?: boolean | undefined;
  readonly leave?: boolean | undefined;
  readonly failure?: Failure | undefined;
}

interface Failure {
  readonly status?:
    | { readonly code: number; readonly message: string; readonly details?: readonly string[] }
    | undefined;
  readonly bizStatus?:
    | { readonly code: number; readonly message: string; readonly extra?: ReadonlyMap<string, string> | undefined }
    | undefined;
  readonly error?: string | undefined;
  readonly panic?: string | undefined;
}

/** A request of either IDL. */
export interface ScriptedRequest {
  readonly message: string;
  readonly payload?: Uint8Array | undefined;
  readonly script?: ScriptOfRequest | undefined;
}

/** A response of either IDL. */
export interface ScriptedResponse {
  readonly message: string;
  readonly payload: Uint8Array;
  readonly count: number;
  readonly bytes?: number;
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  readonly leftMs: number;
}

/** What the handlers ask of a call: a part of our context, which other libraries can give too. */
export interface ScriptedContext {
  readonly metadata: {
    readonly request: Metadata;
    readonly header: Metadata;
    readonly trailer: Metadata;
    sendHeader(): void;
  };
  readonly timeLeftMs: number | undefined;
  onAbort(listener: () => void): void;
}

/** The four kinds of call, for the service in either IDL. */
export interface ScriptedHandlers {
  unary(request: ScriptedRequest, ctx: ScriptedContext): Promise<ScriptedResponse>;
  serverStream(request: ScriptedRequest, ctx: ScriptedContext): AsyncIterable<ScriptedResponse>;
  clientStream(requests: AsyncIterable<ScriptedRequest>, ctx: ScriptedContext): Promise<ScriptedResponse>;
  bidi(requests: AsyncIterable<ScriptedRequest>, ctx: ScriptedContext): AsyncIterable<ScriptedResponse>;
}

/** Does what the script of a request says, as the peers in Go do. */
export const scriptedHandlers: ScriptedHandlers = {
  async unary(request, ctx) {
    announce(request.script, ctx);
    await end(request.script, ctx);
    return answerTo(request, 0, ctx);
  },

  async *serverStream(request, ctx) {
    announce(request.script, ctx);
    for (let n = 0; n < messagesOf(request.script); n++) yield answerTo(request, n, ctx);
    await end(request.script, ctx);
  },

  async clientStream(requests, ctx) {
    let [first, last, count, bytes]: [ScriptedRequest | undefined, ScriptedRequest | undefined, number, number] = [
      undefined,
      undefined,
      0,
      0,
    ];
    for await (const request of requests) {
      if (first === undefined) announce(request.script, ctx);
      first ??= request;
      last = request;
      count += 1;
      bytes += request.payload?.length ?? 0;
      if (first.script?.leave === true) break;
    }
    await end(first?.script, ctx);
    return { ...answerTo(last ?? { message: "" }, 0, ctx), count, bytes };
  },

  async *bidi(requests, ctx) {
    for await (const request of requests) {
      announce(request.script, ctx);
      for (let n = 0; n < messagesOf(request.script); n++) yield answerTo(request, n, ctx);
      await end(request.script, ctx);
      if (request.script?.leave === true) return;
    }
  },
};

function messagesOf(script: ScriptOfRequest | undefined): number {
  const messages = script?.messages ?? 0;
  return messages === 0 ? 1 : Math.max(messages, 0);
}

function announce(script: ScriptOfRequest | undefined, { metadata }: ScriptedContext): void {
  fill(metadata.header, script?.header);
  fill(metadata.trailer, script?.trailer);
  if (script?.sendHeader === true) metadata.sendHeader();
}

function fill(metadata: Metadata, values: ReadonlyMap<string, string> = new Map()): void {
  for (const [key, value] of metadataOf(values)) metadata.append(key, value);
}

async function end(script: ScriptOfRequest | undefined, ctx: ScriptedContext): Promise<void> {
  if (script?.wait === true) {
    await aborted(ctx);
    // As the peers in Go do: a late answer may be the first that a caller hears of.
    throw new Error("nobody waits for the answer");
  }
  const { status, bizStatus, error, panic } = script?.failure ?? {};
  if (status !== undefined) {
    throw statusError(status.code, status.message, { details: (status.details ?? []).map(detailOf) });
  }
  if (bizStatus !== undefined) {
    throw new BizStatusError(bizStatus.code, bizStatus.message, { extra: bizStatus.extra ?? new Map() });
  }
  if (error !== undefined && error !== "") throw new Error(error);
  if (panic !== undefined && panic !== "") throw panic;
}

function aborted(ctx: ScriptedContext): Promise<void> {
  return new Promise((resolve) => ctx.onAbort(() => resolve()));
}

function answerTo(
  { message, payload, script }: ScriptedRequest,
  count: number,
  ctx: ScriptedContext,
): ScriptedResponse {
  const size = script?.size ?? 0;
  const told = script?.echoMetadata === true;
  return {
    message,
    payload: size > 0 ? Buffer.alloc(size, "x") : (payload ?? new Uint8Array()),
    count,
    metadata: told ? fieldsOf(ctx.metadata.request) : [],
    leftMs: told ? Math.max(0, Math.round(ctx.timeLeftMs ?? 0)) : 0,
  };
}
