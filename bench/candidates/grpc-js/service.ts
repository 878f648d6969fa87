import type { MethodDefinition } from "@grpc/grpc-js";
import { bench } from "../../protobuf-gen/protobufjs.js";

type Echo = MethodDefinition<bench.EchoRequest.$Properties, bench.EchoResponse.$Properties>;
type EchoNested = MethodDefinition<bench.Nested.$Properties, bench.Nested.$Properties>;
type Send = MethodDefinition<bench.StreamRequest.$Properties, bench.StreamMessage.$Properties>;
type Collect = MethodDefinition<bench.StreamMessage.$Properties, bench.StreamTotal.$Properties>;
type Chat = MethodDefinition<bench.StreamMessage.$Properties, bench.StreamMessage.$Properties>;

/** A message of protobufjs' static code. */
interface MessageCode<T> {
  encode(value: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** The service of bench.proto with protobufjs' static code as its codec. */
export const benchService: { readonly echo: Echo; readonly echoNested: EchoNested } = {
  echo: method("/bench.Bench/Echo", bench.EchoRequest, bench.EchoResponse),
  echoNested: method("/bench.Bench/EchoNested", bench.Nested, bench.Nested),
};

/** The service of stream.proto. */
export const streamService: { readonly send: Send; readonly collect: Collect; readonly chat: Chat } = {
  send: { ...method("/bench.BenchStream/Send", bench.StreamRequest, bench.StreamMessage), responseStream: true },
  collect: { ...method("/bench.BenchStream/Collect", bench.StreamMessage, bench.StreamTotal), requestStream: true },
  chat: {
    ...method("/bench.BenchStream/Chat", bench.StreamMessage, bench.StreamMessage),
    requestStream: true,
    responseStream: true,
  },
};

/** A unary method. */
function method<Request, Answer>(
  path: string,
  request: MessageCode<Request>,
  answer: MessageCode<Answer>,
): MethodDefinition<Request, Answer> {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (value) => Buffer.from(request.encode(value).finish()),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (value) => Buffer.from(answer.encode(value).finish()),
    responseDeserialize: (bytes) => answer.decode(bytes),
  };
}
