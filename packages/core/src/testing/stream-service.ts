import type { RpcContext } from "../context/rpc-context.ts";
import type { CarriedProtocol } from "../service/carried-protocol.ts";
import { type Unary, unary } from "../service/client-call.ts";
import { defineService } from "../service/define-service.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import {
  type BidiStream,
  bidiStream,
  type ClientStream,
  clientStream,
  type ServerStream,
  serverStream,
} from "../service/stream-call.ts";
import type { MessageSource } from "../stream/stream.ts";
import { DECLARED } from "./echo-service.ts";
import { jsonBody, jsonCodec, jsonResult } from "./json-codec.ts";

/** A client of the test service that streams. */
export interface StreamClient {
  readonly echo: Unary<unknown, unknown, Error>;
  readonly watch: ServerStream<unknown, unknown>;
  readonly upload: ClientStream<unknown, unknown, Error>;
  readonly chat: BidiStream<unknown, unknown>;
}

/**
 * A handler of the test service that streams. Of a method left out, `echo` and `chat` answer with what they get,
 * `watch` with its request once, `upload` with the list of its requests.
 */
export interface StreamHandler {
  echo?(request: unknown, ctx: RpcContext): unknown;
  watch?(request: unknown, ctx: RpcContext): MessageSource<unknown>;
  upload?(requests: AsyncIterable<unknown>, ctx: RpcContext): Promise<unknown> | unknown;
  chat?(requests: AsyncIterable<unknown>, ctx: RpcContext): AsyncIterable<unknown>;
}

/** A service with a method of each kind that has an answer, on JSON. `carrier` is what it brings along for its streams. */
export function streamService(carrier?: CarriedProtocol): ServiceInfo<StreamClient, StreamHandler> {
  const method = { args: jsonBody, result: jsonResult(DECLARED) };
  return defineService<StreamClient, StreamHandler>({
    name: "Stream",
    packageName: "test",
    codegen: 1,
    tool: "0.0.0",
    payloadCodec: jsonCodec,
    ...(carrier === undefined ? {} : { carrier }),
    methods: {
      echo: method,
      watch: { ...method, streaming: "server" },
      upload: { ...method, streaming: "client" },
      chat: { ...method, streaming: "bidirectional" },
    },
    client: (call) => ({
      echo: unary(call, "echo"),
      watch: serverStream(call, "watch"),
      upload: clientStream(call, "upload"),
      chat: bidiStream(call, "chat"),
    }),
    handler: ({ echo, watch, upload, chat }) => ({
      echo: { invoke: (request, ctx) => echo?.(request, ctx) ?? request },
      watch: { invoke: (request, ctx) => watch?.(request, ctx) ?? [request] },
      upload: { invoke: (requests, ctx) => (upload ?? listOf)(iterable(requests), ctx) },
      chat: { invoke: (requests, ctx) => (chat ?? same)(iterable(requests), ctx) },
    }),
  });
}

const same = (requests: AsyncIterable<unknown>): AsyncIterable<unknown> => requests;

async function listOf(requests: AsyncIterable<unknown>): Promise<unknown> {
  const list: unknown[] = [];
  for await (const request of requests) list.push(request);
  return list;
}

function iterable(given: unknown): AsyncIterable<unknown> {
  return given as AsyncIterable<unknown>; // what core gives to the handler of a method that streams its requests
}
