// `@bufbuild/protobuf`.

import { create, equals, fromBinary, isMessage, toBinary } from "@bufbuild/protobuf";
import { esNested, sameEsNested } from "../candidates/protobuf-es-nested.ts";
import { echoMessage } from "../load/echo-message.ts";
import { EchoRequestSchema, NestedSchema } from "../protobuf-gen/bench_pb.ts";
import { type CodecSubject, runCodec } from "./codec-program.ts";

runCodec((payload): CodecSubject => {
  if (payload.kind === "nested") {
    const value = esNested();
    return {
      encode: () => toBinary(NestedSchema, value),
      decode: (bytes) => fromBinary(NestedSchema, bytes),
      isRight: (decoded) => isMessage(decoded, NestedSchema) && sameEsNested(decoded, value),
    };
  }
  const value = create(EchoRequestSchema, { message: echoMessage(payload.bytes) });
  return {
    encode: () => toBinary(EchoRequestSchema, value),
    decode: (bytes) => fromBinary(EchoRequestSchema, bytes),
    isRight: (decoded) => isMessage(decoded, EchoRequestSchema) && equals(EchoRequestSchema, decoded, value),
  };
});
