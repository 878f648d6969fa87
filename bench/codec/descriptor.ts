// This project's codec of types that are known by a descriptor: compiled when the program runs, or interpreted under
// `node --disallow-code-generation-from-strings`.

import { structCodecFor } from "@kitex-ts/codec-thrift";
import { EchoRequestDescriptor, NestedDescriptor } from "../kitex-gen/thrift/bench/codec.ts";
import { runCodec } from "./codec-program.ts";
import { kitexSubject, kitexValue } from "./kitex-subject.ts";

runCodec((payload) => {
  const { kind, value } = kitexValue(payload);
  const codec = structCodecFor(kind === "nested" ? NestedDescriptor : EchoRequestDescriptor);
  return kitexSubject(
    value,
    (out, depth) => codec.write(value, out, depth),
    (input, depth) => codec.read(input, depth),
  );
});
