import type { MethodDefinition } from "@grpc/grpc-js";
import { bench } from "../../protobuf-gen/protobufjs.js";

type Echo = MethodDefinition<bench.EchoRequest.$Properties, bench.EchoResponse.$Properties>;
type EchoNested = MethodDefinition<bench.Nested.$Properties, bench.Nested.$Properties>;

/** The service of bench.proto with protobufjs' static code as its codec. */
export const benchService: { readonly echo: Echo; readonly echoNested: EchoNested } = {
  echo: {
    path: "/bench.Bench/Echo",
    requestStream: false,
    responseStream: false,
    requestSerialize: (value) => Buffer.from(bench.EchoRequest.encode(value).finish()),
    requestDeserialize: (bytes) => bench.EchoRequest.decode(bytes),
    responseSerialize: (value) => Buffer.from(bench.EchoResponse.encode(value).finish()),
    responseDeserialize: (bytes) => bench.EchoResponse.decode(bytes),
  },
  echoNested: {
    path: "/bench.Bench/EchoNested",
    requestStream: false,
    responseStream: false,
    requestSerialize: (value) => Buffer.from(bench.Nested.encode(value).finish()),
    requestDeserialize: (bytes) => bench.Nested.decode(bytes),
    responseSerialize: (value) => Buffer.from(bench.Nested.encode(value).finish()),
    responseDeserialize: (bytes) => bench.Nested.decode(bytes),
  },
};
