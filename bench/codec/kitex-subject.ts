import { isDeepStrictEqual } from "node:util";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { typedNested } from "../candidates/kitex/typed-nested.ts";
import type { EchoRequest, Nested } from "../kitex-gen/thrift/bench/types.ts";
import { echoMessage } from "../load/echo-message.ts";
import type { Payload } from "../load/protocol.ts";
import type { CodecSubject } from "./codec-program.ts";

/** Levels that may be opened, as core's default. */
const DEPTH = 64;

/** What a payload carries, in the types that the tool writes. */
export function kitexValue(
  payload: Payload,
): { readonly kind: "nested"; readonly value: Nested } | { readonly kind: "echo"; readonly value: EchoRequest } {
  if (payload.kind === "nested") return { kind: "nested", value: typedNested() };
  return { kind: "echo", value: { message: echoMessage(payload.bytes) } };
}

/**
 * Encodes and decodes as a connection does: one writer for life, whose blocks are used again once they were sent; a
 * reader for each frame. What `encode` gave is valid until the next time.
 */
export function kitexSubject(
  value: unknown,
  write: (out: ByteWriter, depth: number) => void,
  read: (input: ByteReader, depth: number) => unknown,
): CodecSubject {
  const out = new ByteWriter();
  let sent = out.lend();
  return {
    encode() {
      sent.release();
      write(out, DEPTH);
      sent = out.lend();
      const { chunks } = sent;
      const [first] = chunks;
      return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    },
    decode: (bytes) => read(new ByteReader(asBuffer(bytes)), DEPTH),
    isRight: (decoded) => isDeepStrictEqual(decoded, value),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
