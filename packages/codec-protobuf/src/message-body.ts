import type { BodyCodec, ResultCodec } from "@kitex-ts/core/extension";
import { type ByteReader, MalformedVarintError, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import type { MessageDescriptor } from "./descriptor.ts";
import { ProtobufError } from "./protobuf-error.ts";

/** A method's request: the bare message. Whatever it throws because of a value or of bytes is a `ProtobufError`. */
export function messageBody<Output, Input>(descriptor: MessageDescriptor<Output, Input>): BodyCodec<Output, Input> {
  return {
    write: (value, out, depth) => descriptor.write(value, out, depth),
    read: (input, depth) => readWhole(descriptor, input, depth),
  };
}

/** What comes back from a method: the bare message. Protobuf declares no exceptions. */
export function messageResult<Output, Input>(descriptor: MessageDescriptor<Output, Input>): ResultCodec<Output, Input> {
  return {
    write(outcome, out, depth) {
      if (!outcome.ok) throw new ProtobufError("a method of a .proto file declares no exceptions");
      descriptor.write(outcome.value, out, depth);
    },
    read: (input, depth) => ({ ok: true, value: readWhole(descriptor, input, depth) }),
    declares: () => false,
  };
}

function readWhole<Output>(descriptor: MessageDescriptor<Output, never>, input: ByteReader, depth: number): Output {
  try {
    return descriptor.read(input, input.end, depth);
  } catch (error) {
    if (!(error instanceof UnexpectedEndError || error instanceof MalformedVarintError)) throw error;
    throw new ProtobufError(error.message, "", { cause: error });
  }
}
