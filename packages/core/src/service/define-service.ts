import type { BodyCodec, ResultCodec } from "../payload/body-codec.ts";
import type { MethodInfo, StreamingMode } from "../payload/method-info.ts";
import type { PayloadCodec } from "../payload/payload-codec.ts";
import type { CarriedProtocol } from "./carried-protocol.ts";
import type { ClientCall } from "./client-call.ts";
import type { HandlerTable } from "./handler-table.ts";
import type { ServiceInfo } from "./service-info.ts";

/** One method as generated code states it. */
export interface MethodDefinition {
  readonly args: BodyCodec;
  readonly result: ResultCodec;
  readonly oneway?: boolean;
  /** Default: `unary`. */
  readonly streaming?: StreamingMode;
}

/** A service as generated code states it. */
export interface ServiceDefinition<Client, Handler> {
  readonly name: string;
  readonly codegen: number;
  readonly tool: string;
  readonly payloadCodec: PayloadCodec;
  /** What stands before the service's name in a gRPC path: Protobuf's package, or of a Thrift file the last part of its `go` namespace in lower case. */
  readonly packageName?: string;
  /** The protocol of methods that Kitex's own wire does not carry. */
  readonly carrier?: CarriedProtocol;
  /** The files that describe the service, for reflection; its own last. */
  readonly descriptors?: () => readonly Uint8Array[];
  /** The service whose methods this one has too. */
  readonly extends?: ServiceInfo;
  /** By the names in the IDL. */
  readonly methods: Readonly<Record<string, MethodDefinition>>;
  readonly client: (call: ClientCall) => Client;
  readonly handler: (handler: Handler) => HandlerTable;
}

/** Makes the facts of a service that `createClient` and `register` take. */
export function defineService<Client, Handler>(
  definition: ServiceDefinition<Client, Handler>,
): ServiceInfo<Client, Handler> {
  const { name } = definition;
  const methods = new Map<string, MethodInfo>();
  // An inherited method is called under the name of the service that is called, as in Kitex.
  for (const inherited of definition.extends?.methods.values() ?? []) {
    methods.set(inherited.name, { ...inherited, service: name });
  }
  for (const [method, { args, result, oneway = false, streaming = "unary" }] of Object.entries(definition.methods)) {
    methods.set(method, { service: name, name: method, oneway, streaming, args, result });
  }
  return {
    name,
    payloadCodec: definition.payloadCodec,
    packageName: definition.packageName ?? "",
    carrier: definition.carrier,
    descriptors: definition.descriptors,
    methods,
    codegen: definition.codegen,
    tool: definition.tool,
    client: definition.client,
    handlers: definition.handler,
  };
}
