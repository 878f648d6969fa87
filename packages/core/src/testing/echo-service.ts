import type { RpcContext } from "../context/rpc-context.ts";
import { type Oneway, oneway, type Unary, unary } from "../service/client-call.ts";
import { defineService } from "../service/define-service.ts";
import type { ServiceInfo } from "../service/service-info.ts";
import { jsonBody, jsonCodec, jsonResult } from "./json-codec.ts";

/** The name of the error that the test service's `echo` declares. */
export const DECLARED = "Declared";

/** A client of the test service. */
export interface EchoClient {
  readonly echo: Unary<unknown, unknown, Error>;
  readonly notify: Oneway<unknown>;
}

/** A handler of the test service; a method left out answers with its request. */
export interface EchoHandler {
  echo?(request: unknown, ctx: RpcContext): unknown;
  notify?(request: unknown, ctx: RpcContext): unknown;
}

/** A service with one method of each kind, on JSON. */
export function echoService(name: string = "Echo"): ServiceInfo<EchoClient, EchoHandler> {
  return defineService<EchoClient, EchoHandler>({
    name,
    codegen: 1,
    tool: "0.0.0",
    payloadCodec: jsonCodec,
    methods: {
      echo: { args: jsonBody, result: jsonResult(DECLARED) },
      notify: { args: jsonBody, result: jsonResult(), oneway: true },
    },
    client: (call) => ({ echo: unary(call, "echo"), notify: oneway(call, "notify") }),
    handler: (handler) => ({
      echo: { invoke: (request, ctx) => (handler.echo === undefined ? request : handler.echo(request, ctx)) },
      notify: { invoke: (request, ctx) => handler.notify?.(request, ctx) },
    }),
  });
}
