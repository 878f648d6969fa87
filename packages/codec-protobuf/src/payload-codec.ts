import type { PayloadCodec } from "@kitex-ts/core/extension";
import { readErrorMessage, writeErrorMessage } from "./error-message.ts";
import { isKitexProtobuf, readMessageHeader, writeMessageHeader } from "./message-header.ts";
import { asProtobufError } from "./wire-error.ts";

/**
 * Protobuf messages: in Kitex's envelope on Kitex's own wire, bare in gRPC. Everything it throws because of a value or
 * of bytes is a `ProtobufError`.
 *
 * A message in the envelope does not say where it ends, so it travels in a frame, and the codec has no `messageLength`.
 */
export const protobuf: PayloadCodec = {
  name: "protobuf",
  contentSubtype: "proto",

  matches: isKitexProtobuf,

  encodeRequest(out, method, seqId, request, limits) {
    writeMessageHeader(out, method.oneway ? "oneway" : "call", method.name, seqId);
    method.args.write(request, out, limits.maxDepth);
  },

  encodeReply(out, method, seqId, outcome, limits) {
    writeMessageHeader(out, "reply", method.name, seqId);
    method.result.write(outcome, out, limits.maxDepth);
  },

  encodeEmptyReply(out, method, seqId) {
    writeMessageHeader(out, "reply", method, seqId);
  },

  encodeException(out, method, seqId, exception) {
    writeMessageHeader(out, "exception", method, seqId);
    writeErrorMessage(out, exception);
  },

  decodeEnvelope: (input) => withOwnErrors(() => readMessageHeader(input)),

  decodeRequest(input, method, limits) {
    input.elementsLeft = limits.maxElements;
    return method.args.read(input, limits.maxDepth);
  },

  decodeReply(input, method, limits) {
    input.elementsLeft = limits.maxElements;
    return method.result.read(input, limits.maxDepth);
  },

  decodeException: (input) => withOwnErrors(() => readErrorMessage(input)),
};

function withOwnErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asProtobufError(error);
  }
}
