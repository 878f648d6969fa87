import {
  create,
  type DescFile,
  type DescMessage,
  type DescMethod,
  type DescService,
  fromBinary,
  isMessage,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { BidiStream, ClientStream, RpcContext, ServerStream, ServiceInfo, Unary } from "@kitex-ts/core/codegen";
import { adaptedService, type MethodProperty } from "./adapters/adapted-service.ts";
import { type ForeignMessage, foreignBody } from "./adapters/foreign-message.ts";

/** A service as protobuf-es generates it, a `GenService`, or as its registry finds it. */
type AnyService = Omit<DescService, "method"> & {
  readonly method: Readonly<Record<string, Pick<DescMethod, "input" | "output" | "methodKind">>>;
};

type Methods<Service extends AnyService> = Service["method"];

/** A client's methods. Requests may be what `create` takes; responses are protobuf-es messages. */
export type ProtobufEsClient<Service extends AnyService> = {
  readonly [Name in keyof Methods<Service> as MethodProperty<Name>]: ClientMethod<Methods<Service>[Name]>;
};

/** What `register` takes. Responses may be what `create` takes. */
export type ProtobufEsHandler<Service extends AnyService> = {
  readonly [Name in keyof Methods<Service> as MethodProperty<Name>]: HandlerMethod<Methods<Service>[Name]>;
};

type Kinds = { readonly [Kind in DescMethod["methodKind"]]: unknown };
type Of<Method extends Pick<DescMethod, "methodKind">, Table extends Kinds> = Table[Method["methodKind"]];

type ClientMethod<Method extends Pick<DescMethod, "input" | "output" | "methodKind">> = Of<
  Method,
  {
    unary: Unary<MessageInitShape<Method["input"]>, MessageShape<Method["output"]>>;
    server_streaming: ServerStream<MessageInitShape<Method["input"]>, MessageShape<Method["output"]>>;
    client_streaming: ClientStream<MessageInitShape<Method["input"]>, MessageShape<Method["output"]>>;
    bidi_streaming: BidiStream<MessageInitShape<Method["input"]>, MessageShape<Method["output"]>>;
  }
>;

type HandlerMethod<Method extends Pick<DescMethod, "input" | "output" | "methodKind">> = Of<
  Method,
  {
    unary: (request: MessageShape<Method["input"]>, ctx: RpcContext) => One<Method["output"]>;
    server_streaming: (request: MessageShape<Method["input"]>, ctx: RpcContext) => Many<Method["output"]>;
    client_streaming: (
      requests: AsyncIterable<MessageShape<Method["input"]>>,
      ctx: RpcContext,
    ) => One<Method["output"]>;
    bidi_streaming: (requests: AsyncIterable<MessageShape<Method["input"]>>, ctx: RpcContext) => Many<Method["output"]>;
  }
>;

type One<Output extends DescMessage> = Promise<MessageInitShape<Output>> | MessageInitShape<Output>;
type Many<Output extends DescMessage> = AsyncIterable<MessageInitShape<Output>> | Iterable<MessageInitShape<Output>>;

/**
 * A service that `@bufbuild/protobuf` describes, to be called and served like any other: over Kitex Protobuf, and over
 * gRPC by a client whose transport is `grpc()` and for its streams.
 *
 * Methods have protobuf-es's names, `close`, `ready` and `then` with a `_` behind them. Requests and responses are
 * protobuf-es messages; where one is given, what `create` takes will do.
 */
export function protobufEsService<Service extends AnyService>(
  service: Service,
): ServiceInfo<ProtobufEsClient<Service>, ProtobufEsHandler<Service>> {
  return adaptedService({
    name: service.name,
    packageName: service.file.proto.package,
    tool: "@bufbuild/protobuf",
    methods: service.methods.map(({ name, localName, methodKind, input, output }) => ({
      name,
      localName,
      streaming: streamingOf[methodKind],
      request: foreignBody(messageOf(input)),
      response: foreignBody(messageOf(output)),
    })),
    descriptors: () => filesOf(service.file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto)),
  });
}

const streamingOf = {
  unary: "unary",
  server_streaming: "server",
  client_streaming: "client",
  bidi_streaming: "bidirectional",
} as const;

function messageOf(schema: DescMessage): ForeignMessage {
  return {
    toBytes: (value) => toBinary(schema, isMessage(value, schema) ? value : create(schema, value)),
    fromBytes: (bytes, depth) => fromBinary(schema, bytes, { recursionLimit: depth }),
  };
}

/** A file and all that it imports, imported files first. */
function filesOf(file: DescFile, found: Set<DescFile> = new Set()): DescFile[] {
  if (found.has(file)) return [];
  found.add(file);
  return [...file.dependencies.flatMap((dependency) => filesOf(dependency, found)), file];
}
