import type { Envelope, MessageKind } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { ProtobufError } from "./protobuf-error.ts";

//   0         4          8         8+n       12+n
//   | 9001 00tt | n (i32) | method  | seq id  | one message
//
// Kitex Protobuf: Thrift's envelope under a magic of its own. It stands inside a frame, because nothing in it says
// where the message ends.

/** The upper half of a message's first four bytes. */
const magic = 0x9001;

const typeOf: Readonly<Record<MessageKind, number>> = { call: 1, reply: 2, exception: 3, oneway: 4 };
const kindOf: readonly (MessageKind | undefined)[] = [undefined, "call", "reply", "exception", "oneway"];

/** Whether a message that starts with these four bytes (big-endian, unsigned) is Kitex Protobuf. */
export function isKitexProtobuf(firstFourBytes: number): boolean {
  return firstFourBytes >>> 16 === magic;
}

/** Writes what stands before a message's body. */
export function writeMessageHeader(out: ByteWriter, kind: MessageKind, method: string, seqId: number): void {
  out.writeI32((magic << 16) | typeOf[kind]);
  out.writeString32(method);
  out.writeI32(seqId);
}

/** Reads what stands before a message's body. A method without a name is refused, as Kitex does. */
export function readMessageHeader(input: ByteReader): Envelope {
  const first = input.readU32();
  if (!isKitexProtobuf(first)) {
    throw new ProtobufError(`a message that starts with 0x${first.toString(16).padStart(8, "0")} is no Kitex Protobuf`);
  }
  const kind = kindOf[first & 0xffff];
  if (kind === undefined) throw new ProtobufError(`a message of unknown type ${first & 0xffff}`);
  const length = input.readI32();
  if (length < 1) throw new ProtobufError(`a method name of ${length} bytes`);
  const method = input.readUtf8(length);
  return { kind, method, seqId: input.readI32() };
}
