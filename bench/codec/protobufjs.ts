// protobufjs' static code.

import { protobufjsNested, sameProtobufjsNested } from "../candidates/protobufjs-nested.ts";
import { echoMessage } from "../load/echo-message.ts";
import { bench } from "../protobuf-gen/protobufjs.js";
import { type CodecSubject, runCodec } from "./codec-program.ts";

runCodec((payload): CodecSubject => {
  if (payload.kind === "nested") {
    const value = protobufjsNested();
    return {
      encode: () => bench.Nested.encode(value).finish(),
      decode: (bytes) => bench.Nested.decode(bytes),
      isRight: (decoded) => decoded instanceof bench.Nested && sameProtobufjsNested(decoded),
    };
  }
  const message = echoMessage(payload.bytes);
  return {
    encode: () => bench.EchoRequest.encode({ message }).finish(),
    decode: (bytes) => bench.EchoRequest.decode(bytes),
    isRight: (decoded) => decoded instanceof bench.EchoRequest && decoded.message === message,
  };
});
