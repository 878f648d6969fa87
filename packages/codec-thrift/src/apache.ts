import type { HandlerTable, MethodHandler, MethodInfo, Result, ServiceInfo } from "@kitex-ts/core/extension";
import { type ApacheMethod, type ApacheModule, apacheMethods } from "./apache/method.ts";
import { thrift } from "./payload-codec.ts";

export type { ApacheModule } from "./apache/method.ts";

type ClientCall = Parameters<ServiceInfo["client"]>[0];
type CallOptions = Parameters<ClientCall["call"]>[2];

/**
 * A method of a client. The request is the parameter of a method that has one, the array of all where there are
 * several, and `undefined` where there is none.
 */
export interface ApacheCall {
  (request: unknown, options?: CallOptions): Promise<unknown>;
  /** Never rejects. */
  safe(request: unknown, options?: CallOptions): Promise<Result<unknown, unknown>>;
}

/** A client's methods by their names in the IDL. */
export type ApacheClient = Readonly<Record<string, ApacheCall>>;

/** A handler's methods by their names in the IDL; each takes the request, shaped as for a client, and the context. */
export type ApacheHandler = Readonly<Record<string, MethodHandler["invoke"]>>;

/** The contract between generated code and core that the info keeps. */
const codegenContract = 1;

/**
 * A service whose types Apache's compiler generated for npm `thrift`, to be called and served like any other.
 *
 * `module` is the file that the compiler wrote for the service: `require("./gen-nodejs/Shop")`. Structs are instances
 * of its classes, i64 is node-int64's `Int64`, maps and sets are what the compiler makes of them. Nothing is checked
 * at compile time, because what the compiler writes carries no types that could be.
 */
export function apacheService(name: string, module: ApacheModule): ServiceInfo<ApacheClient, ApacheHandler> {
  const methods = apacheMethods(module);
  return {
    name,
    payloadCodec: thrift,
    packageName: "",
    carrier: undefined,
    descriptors: undefined,
    methods: new Map(methods.map((method) => [method.name, methodInfo(name, method)])),
    codegen: codegenContract,
    tool: "thrift",
    client: (call) => Object.fromEntries(methods.map((method) => [method.name, bindCall(call, method)])),
    handlers: (handler) => handlerTable(methods, handler),
  };
}

function methodInfo(service: string, { name, oneway, args, result }: ApacheMethod): MethodInfo {
  return { service, name, oneway, streaming: "unary", args, result };
}

function bindCall(call: ClientCall, { name }: ApacheMethod): ApacheCall {
  return Object.assign((request: unknown, options?: CallOptions) => call.call<unknown>(name, request, options), {
    safe: (request: unknown, options?: CallOptions) => call.settle(name, request, options),
  });
}

function handlerTable(methods: readonly ApacheMethod[], handler: ApacheHandler): HandlerTable {
  return Object.fromEntries(
    methods.map(({ name }) => {
      const handle = handler[name];
      if (typeof handle !== "function") throw new TypeError(`the handler has no method ${name}`);
      return [
        name,
        { invoke: (request, ctx) => Reflect.apply(handle, handler, [request, ctx]) } satisfies MethodHandler,
      ];
    }),
  );
}
