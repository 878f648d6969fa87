import type { ServiceInfo, Unary } from "@kitex-ts/core/codegen";
import type { MethodHandler } from "@kitex-ts/core/extension";
import protobufjs, { type Method, type NamespaceBase, type Type } from "protobufjs";
import { type AdaptedMethod, adaptedService } from "./adapters/adapted-service.ts";
import { type ForeignMessage, foreignBody } from "./adapters/foreign-message.ts";

/** A client's methods where nobody says more: each as though it had one request and one response. */
export type ProtobufjsClient = Readonly<Record<string, Unary<object, object>>>;

/** A handler's methods where nobody says more; each takes the request, or the requests, and the context. */
export type ProtobufjsHandler = Readonly<Record<string, MethodHandler["invoke"]>>;

export interface ProtobufjsServiceOptions {
  /**
   * The files that describe the service as serialized `FileDescriptorProto`s, imported files first, for reflection.
   * Default: none, because protobufjs does not keep which file imports which.
   */
  readonly descriptors?: () => readonly Uint8Array[];
}

/**
 * A service that protobufjs describes, to be called and served like any other: over Kitex Protobuf, and over gRPC by a
 * client whose transport is `grpc()` and for its streams. `name` is the service's full name under `root`.
 *
 * Methods are named as protobufjs does in its stubs, `echoAll` for `rpc EchoAll`; `close`, `ready` and `then` get a `_`
 * behind them. Requests and responses are what the library decodes: instances of its classes; where one is given, what
 * its `fromObject` takes will do. Reflection carries no types, so `Client` and `Handler` may say what they are.
 */
export function protobufjsService<Client extends object = ProtobufjsClient, Handler extends object = ProtobufjsHandler>(
  root: NamespaceBase,
  name: string,
  options: ProtobufjsServiceOptions = {},
): ServiceInfo<Client, Handler> {
  const service = root.lookupService(name);
  const [, packageName = ""] = /^\.(?:(.*)\.)?[^.]+$/.exec(service.fullName) ?? [];
  return adaptedService({
    name: service.name,
    packageName,
    tool: "protobufjs",
    methods: service.methodsArray.map(methodOf),
    ...options,
  });
}

function methodOf(method: Method): AdaptedMethod {
  method.resolve();
  const { name, resolvedRequestType: request, resolvedResponseType: response } = method;
  if (request === null || response === null) throw new TypeError(`the types of the method ${name} are not resolved`);
  return {
    name,
    localName: protobufjs.util.lcFirst(name),
    streaming: streamingOf(method),
    request: foreignBody(messageOf(request)),
    response: foreignBody(messageOf(response)),
  };
}

function streamingOf({ requestStream, responseStream }: Method): AdaptedMethod["streaming"] {
  if (requestStream === true) return responseStream === true ? "bidirectional" : "client";
  return responseStream === true ? "server" : "unary";
}

function messageOf(type: Type): ForeignMessage {
  return {
    toBytes: (value) => type.encode(type.fromObject(value)).finish(),
    fromBytes: (bytes) => type.decode(bytes),
  };
}
