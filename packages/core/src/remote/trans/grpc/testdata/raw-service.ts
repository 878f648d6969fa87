import type { RpcContext } from "../../../../context/rpc-context.ts";
import type { BodyCodec, ResultCodec } from "../../../../payload/body-codec.ts";
import type { PayloadCodec } from "../../../../payload/payload-codec.ts";
import { type Unary, unary } from "../../../../service/client-call.ts";
import { defineService } from "../../../../service/define-service.ts";
import type { ServiceInfo } from "../../../../service/service-info.ts";
import { type BidiStream, bidiStream } from "../../../../service/stream-call.ts";
import { jsonCodec } from "../../../../testing/json-codec.ts";

/** A client of the service whose messages are bytes. */
export interface RawClient {
  readonly echo: Unary<Uint8Array, Uint8Array>;
  readonly fail: Unary<Uint8Array, Uint8Array>;
  readonly bidi: BidiStream<Uint8Array, Uint8Array>;
}

/** Its handler. */
export interface RawHandler {
  echo(request: unknown, ctx: RpcContext): unknown;
  fail(request: unknown, ctx: RpcContext): unknown;
  bidi(requests: AsyncIterable<unknown>, ctx: RpcContext): AsyncIterable<unknown>;
}

const bytes: BodyCodec<Uint8Array> = {
  write: (value, out) => out.writeBytes(value),
  read: (input) => input.readBytes(input.remaining),
};

const result: ResultCodec<Uint8Array> = {
  write: (outcome, out, depth) => {
    if (outcome.ok) bytes.write(outcome.value, out, depth);
  },
  read: (input, depth) => ({ ok: true, value: bytes.read(input, depth) }),
  declares: () => false,
};

/** The service of the recorded exchanges, whose messages are left as they are: Protobuf's, or Thrift's. */
export function rawService(packageName: string, contentSubtype: string): ServiceInfo<RawClient, RawHandler> {
  const payloadCodec: PayloadCodec = { ...jsonCodec, name: `raw ${contentSubtype}`, contentSubtype };
  const method = { args: bytes, result };
  return defineService<RawClient, RawHandler>({
    name: "EchoService",
    packageName,
    codegen: 1,
    tool: "0.0.0",
    payloadCodec,
    methods: { Echo: method, Fail: method, Bidi: { ...method, streaming: "bidirectional" } },
    client: (call) => ({ echo: unary(call, "Echo"), fail: unary(call, "Fail"), bidi: bidiStream(call, "Bidi") }),
    handler: (handler) => ({
      Echo: { invoke: (request, ctx) => handler.echo(request, ctx) },
      Fail: { invoke: (request, ctx) => handler.fail(request, ctx) },
      Bidi: { invoke: (requests, ctx) => handler.bidi(iterable(requests), ctx) },
    }),
  });
}

function iterable(given: unknown): AsyncIterable<unknown> {
  return given as AsyncIterable<unknown>; // what core gives to the handler of a method that streams its requests
}
