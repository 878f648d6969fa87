import type { PayloadCodec } from "@kitex-ts/core/extension";
import { type ByteReader, ByteWriter, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import { readApplicationException, writeApplicationException } from "./application-exception.ts";
import { isStrictBinary, readMessageHeader, writeMessageHeader } from "./binary/message-header.ts";
import type { Described } from "./body-codec.ts";
import { interpretStruct } from "./jit/interpret.ts";
import { messageLength } from "./message-length.ts";
import { argsCodec, outcomeCodec } from "./method-codec.ts";
import { ThriftError } from "./thrift-error.ts";

/**
 * Strict Thrift binary, as Kitex speaks it. Everything it throws because of a value or of bytes is a `ThriftError`.
 *
 * Where the fast code of a method fails, the value or the bytes are gone over again by the interpreter, whose error
 * names the path of what is wrong. So failures cost about twice a success, and successes cost nothing for it.
 */
export const thrift: PayloadCodec = {
  name: "thrift",
  contentSubtype: "thrift",

  matches: isStrictBinary,

  messageLength,

  encodeRequest(out, method, seqId, request, limits) {
    const { args, oneway, name } = method;
    writeMessageHeader(out, oneway ? "oneway" : "call", name, seqId);
    try {
      args.write(request, out, limits.maxDepth);
    } catch (error) {
      throw explained(error, args, ({ descriptor }) =>
        argsCodec(descriptor, interpretStruct(descriptor)).write(request, new ByteWriter(), limits.maxDepth),
      );
    }
  },

  encodeReply(out, method, seqId, outcome, limits) {
    const { result, name } = method;
    writeMessageHeader(out, "reply", name, seqId);
    try {
      result.write(outcome, out, limits.maxDepth);
    } catch (error) {
      throw explained(error, result, ({ descriptor }) =>
        outcomeCodec(descriptor, interpretStruct(descriptor)).write(outcome, new ByteWriter(), limits.maxDepth),
      );
    }
  },

  encodeEmptyReply(out, method, seqId) {
    writeMessageHeader(out, "reply", method, seqId);
    out.writeByte(0);
  },

  encodeException(out, method, seqId, exception) {
    writeMessageHeader(out, "exception", method, seqId);
    writeApplicationException(out, exception);
  },

  decodeEnvelope(input) {
    try {
      return readMessageHeader(input);
    } catch (error) {
      throw asThriftError(error);
    }
  },

  decodeRequest(input, method, limits) {
    const { args } = method;
    const start = input.position;
    input.elementsLeft = limits.maxElements;
    try {
      return args.read(input, limits.maxDepth);
    } catch (error) {
      throw explained(error, args, ({ descriptor }) => {
        restart(input, start, limits.maxElements);
        argsCodec(descriptor, interpretStruct(descriptor)).read(input, limits.maxDepth);
      });
    }
  },

  decodeReply(input, method, limits) {
    const { result } = method;
    const start = input.position;
    input.elementsLeft = limits.maxElements;
    try {
      return result.read(input, limits.maxDepth);
    } catch (error) {
      throw explained(error, result, ({ descriptor }) => {
        restart(input, start, limits.maxElements);
        outcomeCodec(descriptor, interpretStruct(descriptor)).read(input, limits.maxDepth);
      });
    }
  },

  decodeException(input) {
    try {
      return readApplicationException(input);
    } catch (error) {
      throw asThriftError(error);
    }
  },
};

/** Brings a reader back to where a body began, with the whole budget of elements. */
function restart(input: ByteReader, start: number, maxElements: number): void {
  input.seek(start);
  input.elementsLeft = maxElements;
}

/** The error to throw in place of one that fast code threw: the one that the same work gives where paths are kept. */
function explained(error: unknown, codec: object, again: (described: Described) => void): unknown {
  if (isDescribed(codec)) {
    try {
      again(codec);
    } catch (better) {
      if (better instanceof ThriftError) return better;
    }
  }
  return asThriftError(error);
}

function isDescribed(codec: object): codec is Described {
  return "descriptor" in codec;
}

function asThriftError(error: unknown): unknown {
  return error instanceof UnexpectedEndError ? new ThriftError(error.message, "", { cause: error }) : error;
}
