import {
  bidiStream,
  type ClientCall,
  clientStream,
  defineService,
  type HandlerTable,
  type ServiceInfo,
  serverStream,
  unary,
} from "@kitex-ts/core/codegen";
import type { BodyCodec, MethodHandler, StreamingMode } from "@kitex-ts/core/extension";
import { grpcProtocol } from "@kitex-ts/core/grpc";
import { protobuf } from "../payload-codec.ts";
import { ProtobufError } from "../protobuf-error.ts";

/** A method of a service whose messages another library reads and writes. */
export interface AdaptedMethod {
  /** In the .proto file, and on the wire. */
  readonly name: string;
  /** The library's name for it. */
  readonly localName: string;
  readonly streaming: StreamingMode;
  readonly request: BodyCodec;
  readonly response: BodyCodec;
}

/** A service that another library describes. */
export interface AdaptedDefinition {
  readonly name: string;
  readonly packageName: string;
  /** The library. */
  readonly tool: string;
  readonly methods: readonly AdaptedMethod[];
  readonly descriptors?: () => readonly Uint8Array[];
}

/** The property that a client and a handler have for a method: a client has some names for itself. */
export type MethodProperty<Name> = Name extends "close" | "ready" | "then" ? `${Name}_` : Name;

/** The contract between generated code and core that the info keeps. */
const codegenContract = 1;

/**
 * The facts of such a service, as generated code would state them.
 *
 * What `Client` and `Handler` promise is the library's word: here the methods are known by their names only.
 */
export function adaptedService<Client, Handler extends object>(
  definition: AdaptedDefinition,
): ServiceInfo<Client, Handler> {
  const { methods } = definition;
  return defineService<Client, Handler>({
    ...definition,
    codegen: codegenContract,
    payloadCodec: protobuf,
    carrier: grpcProtocol,
    methods: Object.fromEntries(
      methods.map(({ name, streaming, request, response }) => [
        name,
        {
          streaming,
          args: request,
          result: {
            write(outcome, out, depth) {
              if (!outcome.ok) throw new ProtobufError("a method of a .proto file declares no exceptions");
              response.write(outcome.value, out, depth);
            },
            read: (input, depth) => ({ ok: true, value: response.read(input, depth) }),
            declares: () => false,
          },
        },
      ]),
    ),
    client: (call) =>
      Object.fromEntries(methods.map((method) => [propertyOf(method), bindMethod(call, method)])) as Client,
    handler: (handler) => handlerTable(methods, handler),
  });
}

function bindMethod(call: ClientCall, { name, streaming }: AdaptedMethod): unknown {
  switch (streaming) {
    case "unary":
      return unary(call, name);
    case "server":
      return serverStream(call, name);
    case "client":
      return clientStream(call, name);
    case "bidirectional":
      return bidiStream(call, name);
  }
}

function handlerTable(methods: readonly AdaptedMethod[], handler: object): HandlerTable {
  return Object.fromEntries(
    methods.map((method) => {
      const handle: unknown = Reflect.get(handler, propertyOf(method));
      if (typeof handle !== "function") throw new TypeError(`the handler has no method ${propertyOf(method)}`);
      return [
        method.name,
        { invoke: (request, ctx) => Reflect.apply(handle, handler, [request, ctx]) } satisfies MethodHandler,
      ];
    }),
  );
}

function propertyOf({ localName }: AdaptedMethod): string {
  return ["close", "ready", "then"].includes(localName) ? `${localName}_` : localName;
}
