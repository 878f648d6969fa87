import type { Envelope, MessageKind } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { ThriftError } from "../thrift-error.ts";
import { readName } from "./known-names.ts";

//   0         4          8         8+n       12+n
//   | 8001 00tt | n (i32) | method  | seq id  | one struct
//
// This is the strict form, the only one that Kitex speaks.

/** The upper half of a message's first four bytes. */
const strictVersion = 0x8001;

const typeOf: Readonly<Record<MessageKind, number>> = { call: 1, reply: 2, exception: 3, oneway: 4 };
const kindOf: readonly (MessageKind | undefined)[] = [undefined, "call", "reply", "exception", "oneway"];

/** Whether a message that starts with these four bytes (big-endian, unsigned) is strict Thrift binary. */
export function isStrictBinary(firstFourBytes: number): boolean {
  return firstFourBytes >>> 16 === strictVersion;
}

/** The kind of a message by its first four bytes. Throws a `ThriftError` when it is none that may be sent. */
export function messageKind(firstFourBytes: number): MessageKind {
  if (!isStrictBinary(firstFourBytes)) {
    throw new ThriftError(`a message that starts with 0x${hex(firstFourBytes)} is no strict Thrift binary`);
  }
  const kind = kindOf[firstFourBytes & 0xffff];
  if (kind === undefined) throw new ThriftError(`a message of unknown type ${firstFourBytes & 0xffff}`);
  return kind;
}

/** Checks the length of a method's name as it stands in a message. Only an exception may come without a name. */
export function checkNameLength(kind: MessageKind, length: number): void {
  if (length < 0) throw new ThriftError(`a method name of ${length} bytes`);
  if (length === 0 && kind !== "exception") throw new ThriftError("the method name is empty");
}

/** Writes what stands before a message's struct. */
export function writeMessageHeader(out: ByteWriter, kind: MessageKind, method: string, seqId: number): void {
  out.writeI32((strictVersion << 16) | typeOf[kind]);
  out.writeString32(method);
  out.writeI32(seqId);
}

/** Reads what stands before a message's struct. */
export function readMessageHeader(input: ByteReader): Envelope {
  const kind = messageKind(input.readU32());
  const length = input.readI32();
  checkNameLength(kind, length);
  const method = readName(input, length);
  return { kind, method, seqId: input.readI32() };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
