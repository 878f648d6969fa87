// This project's generated code.

import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { readEchoRequest, readNested, writeEchoRequest, writeNested } from "../kitex-gen/thrift/bench/codec.ts";
import { type CodecSubject, runCodec } from "./codec-program.ts";
import { kitexSubject, kitexValue } from "./kitex-subject.ts";

runCodec((payload): CodecSubject => {
  const value = kitexValue(payload);
  if (value.kind === "nested") {
    return kitexSubject(
      value.value,
      (out: ByteWriter, depth) => writeNested(value.value, out, depth),
      (input: ByteReader, depth) => readNested(input, depth),
    );
  }
  return kitexSubject(
    value.value,
    (out: ByteWriter, depth) => writeEchoRequest(value.value, out, depth),
    (input: ByteReader, depth) => readEchoRequest(input, depth),
  );
});
