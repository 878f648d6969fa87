// Apache's npm `thrift`: the binary protocol, code of Apache's compiler.

import thrift from "thrift";
import { apacheNested, sameApacheNested } from "../candidates/npm-thrift/apache-nested.ts";
import { echoMessage } from "../load/echo-message.ts";
import types from "../thrift-gen/bench_types.js";
import { type CodecSubject, runCodec } from "./codec-program.ts";

runCodec((payload): CodecSubject => {
  if (payload.kind === "nested") {
    const value = apacheNested();
    return {
      encode: () => encode(value),
      decode: (bytes) => decode(new types.Nested(), bytes),
      isRight: (decoded) => decoded instanceof types.Nested && sameApacheNested(decoded),
    };
  }
  const message = echoMessage(payload.bytes);
  const value = new types.EchoRequest({ message });
  return {
    encode: () => encode(value),
    decode: (bytes) => decode(new types.EchoRequest({ message: "" }), bytes),
    isRight: (decoded) => decoded instanceof types.EchoRequest && decoded.message === message,
  };
});

/** What the compiler writes has these two, and leaves them out of its declarations. */
interface ApacheStruct {
  read(input: thrift.TBinaryProtocol): void;
  write(output: thrift.TBinaryProtocol): void;
}

function asApacheStruct(value: object): ApacheStruct {
  if (isApacheStruct(value)) return value;
  throw new TypeError("not a struct of Apache's compiler");
}

function isApacheStruct(value: object): value is ApacheStruct {
  return "read" in value && "write" in value;
}

function encode(value: object): Uint8Array {
  let written: Buffer | undefined;
  const transport = new thrift.TBufferedTransport(undefined, (bytes) => {
    written = bytes;
  });
  asApacheStruct(value).write(new thrift.TBinaryProtocol(transport));
  // Without an open message the transport takes 0 for the sequence id, and wants a callback for it.
  transport.setCurrSeqId(0);
  transport.flush();
  if (written === undefined) throw new Error("nothing was written");
  return written;
}

function decode(into: object, bytes: Uint8Array): unknown {
  const transport = new thrift.TFramedTransport(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  asApacheStruct(into).read(new thrift.TBinaryProtocol(transport));
  return into;
}
