// `JSON`, to bytes and back. Its 64-bit integers are numbers, its map an object, its set an array.

import { isDeepStrictEqual } from "node:util";
import { echoMessage } from "../load/echo-message.ts";
import { nestedRequest } from "../load/nested-request.ts";
import { runCodec } from "./codec-program.ts";

runCodec((payload) => {
  const value = payload.kind === "nested" ? nestedRequest() : { message: echoMessage(payload.bytes) };
  return {
    encode: () => Buffer.from(JSON.stringify(value)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()),
    isRight: (decoded) => isDeepStrictEqual(decoded, value),
  };
});
