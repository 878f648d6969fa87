import type { BodyCodec, ResultCodec } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { MessageDescriptor } from "./descriptor.ts";
import { explainRead } from "./explain/explain-read.ts";
import { explainWrite } from "./explain/explain-write.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { asProtobufError } from "./wire-error.ts";

// Where fast code fails, the value or the bytes are gone over again by their descriptor, and the error names the path of
// what is wrong. So failures cost more than successes, and successes cost nothing for it.

/** A method's request: the bare message. Whatever it throws because of a value or of bytes is a `ProtobufError`. */
export function messageBody<Output, Input>(descriptor: MessageDescriptor<Output, Input>): BodyCodec<Output, Input> {
  return {
    write: (value, out, depth) => writeWhole(descriptor, value, out, depth),
    read: (input, depth) => readWhole(descriptor, input, depth),
  };
}

/** What comes back from a method: the bare message. Protobuf declares no exceptions. */
export function messageResult<Output, Input>(descriptor: MessageDescriptor<Output, Input>): ResultCodec<Output, Input> {
  return {
    write(outcome, out, depth) {
      if (!outcome.ok) throw new ProtobufError("a method of a .proto file declares no exceptions");
      writeWhole(descriptor, outcome.value, out, depth);
    },
    read: (input, depth) => ({ ok: true, value: readWhole(descriptor, input, depth) }),
    declares: () => false,
  };
}

function writeWhole<Input>(
  descriptor: MessageDescriptor<unknown, Input>,
  value: Input,
  out: ByteWriter,
  depth: number,
): void {
  try {
    descriptor.write(value, out, depth);
  } catch (error) {
    throw explained(error, () => explainWrite(descriptor, value, depth));
  }
}

function readWhole<Output>(descriptor: MessageDescriptor<Output, never>, input: ByteReader, depth: number): Output {
  const { position, elementsLeft } = input;
  try {
    return descriptor.read(input, input.end, depth);
  } catch (error) {
    throw explained(error, () => {
      input.seek(position);
      input.elementsLeft = elementsLeft;
      explainRead(descriptor, input, input.end, depth);
    });
  }
}

/** The error to throw in place of one that fast code threw: the one that the same work gives where paths are kept. */
function explained(error: unknown, again: () => void): unknown {
  try {
    again();
  } catch (better) {
    const known = asProtobufError(better);
    if (known instanceof ProtobufError) return known;
  }
  return asProtobufError(error);
}
