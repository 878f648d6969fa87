import type { BodyCodec } from "@kitex-ts/core/extension";
import { notA, ProtobufError, tooDeep } from "../protobuf-error.ts";

/** How a library writes and reads messages of one type. */
export interface ForeignMessage {
  toBytes(value: Readonly<Record<string, unknown>>): Uint8Array;
  /** The bytes may be kept: nobody else uses them. */
  fromBytes(bytes: Uint8Array, depth: number): unknown;
}

/** Up to this size bytes are copied behind others; larger ones are linked. */
const copiedBytes = 4_096;

/** A body that a library writes and reads. What it throws is the cause of a `ProtobufError`. */
export function foreignBody(message: ForeignMessage): BodyCodec {
  return {
    write(value, out) {
      if (!isRecord(value)) throw notA("an object", value);
      const bytes = withOwnErrors(() => message.toBytes(value));
      if (bytes.length <= copiedBytes) out.writeBytes(bytes);
      else out.writeBorrowed(bytes);
    },
    read(input, depth) {
      const bytes = input.readBytes(input.remaining);
      return withOwnErrors(() => message.fromBytes(bytes, depth));
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The libraries go down into values without counting levels: a value that contains itself exhausts the stack. */
function withOwnErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.includes("call stack")) throw tooDeep();
    throw new ProtobufError(cause instanceof Error ? cause.message : String(cause), "", { cause });
  }
}
