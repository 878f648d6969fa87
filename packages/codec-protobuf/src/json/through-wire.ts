import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { MessageDescriptor } from "../descriptor.ts";
import { JsonMappingError } from "./mapping-error.ts";

/** Levels of the wire format that one of the JSON form may be: a message, the list or map it is in, and its entry. */
const wireLevels = 4;

/** A message in the wire format; `depth` counts levels of JSON. */
export function encoded(descriptor: MessageDescriptor, message: object, depth: number): Buffer {
  const out = new ByteWriter();
  withOwnErrors(() => descriptor.write(message, out, depth * wireLevels));
  return Buffer.concat(out.take());
}

/** The message that bytes in the wire format mean. */
export function decoded<T>(descriptor: MessageDescriptor<T, unknown>, bytes: Uint8Array, depth: number): T {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const input = new ByteReader(frame, 0, frame.length, frame.length);
  return withOwnErrors(() => descriptor.read(input, frame.length, depth * wireLevels));
}

function withOwnErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new JsonMappingError(cause instanceof Error ? cause.message : String(cause), "", { cause });
  }
}
