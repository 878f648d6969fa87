import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { BodyCodec, ResultCodec } from "../payload/body-codec.ts";
import type { Envelope, MessageKind, PayloadCodec } from "../payload/payload-codec.ts";

// | 7f4a kind | length | seq id | method | JSON |
const MAGIC = 0x7f4a;
const KINDS: readonly MessageKind[] = ["call", "reply", "exception", "oneway"];
const HEAD_BYTES = 8;

/** Bodies as JSON text: small enough to read on the wire, and core needs no real codec in its tests. */
export const jsonCodec: PayloadCodec = {
  name: "json",
  contentSubtype: "json",
  matches: (word) => word >>> 16 === MAGIC,
  messageLength: () => (pending) => (pending.length < HEAD_BYTES ? undefined : pending.u32(4)),
  encodeRequest: (out, method, seqId, request, { maxDepth }) =>
    message(out, method.oneway ? "oneway" : "call", method.name, seqId, () =>
      method.args.write(request, out, maxDepth),
    ),
  encodeReply: (out, method, seqId, outcome, { maxDepth }) =>
    message(out, "reply", method.name, seqId, () => method.result.write(outcome, out, maxDepth)),
  encodeEmptyReply: (out, method, seqId) => message(out, "reply", method, seqId, () => writeJson(out, {})),
  encodeException: (out, method, seqId, { typeId, message: text }) =>
    message(out, "exception", method, seqId, () => writeJson(out, { typeId, message: text })),
  decodeEnvelope: (input) => {
    const kind = KINDS[input.readU32() & 0xffff];
    if (kind === undefined) throw new Error("a message of unknown kind");
    input.skip(4);
    const seqId = input.readI32();
    return { kind, method: input.readUtf8(input.readU16()), seqId } satisfies Envelope;
  },
  decodeRequest: (input, method, { maxDepth }) => method.args.read(input, maxDepth),
  decodeReply: (input, method, { maxDepth }) => method.result.read(input, maxDepth),
  decodeException: (input) => {
    const { typeId, message: text } = Object(readJson(input));
    return { typeId: Number(typeId), message: String(text) };
  },
};

/** Any value that JSON can say; what it cannot say is refused. */
export const jsonBody: BodyCodec = {
  write: (value, out) => writeJson(out, { value }),
  read: (input) => Object(readJson(input)).value,
};

/** A result that declares errors with the given name. */
export function jsonResult(declaredName?: string): ResultCodec {
  return {
    write: (outcome, out) =>
      writeJson(out, outcome.ok ? { ok: true, value: outcome.value } : { ok: false, error: String(outcome.error) }),
    read: (input) => {
      const { ok, value, error } = Object(readJson(input));
      if (ok === undefined) return undefined;
      return ok === true
        ? { ok, value }
        : { ok: false, error: Object.assign(new Error(String(error)), { name: declaredName }) };
    },
    declares: (error) => error instanceof Error && error.name === declaredName,
  };
}

function message(out: ByteWriter, kind: MessageKind, method: string, seqId: number, writeBody: () => void): void {
  const start = out.length;
  out.writeI32((MAGIC << 16) | KINDS.indexOf(kind));
  const lengthAt = out.reserve(4);
  out.writeI32(seqId);
  out.writeString16(method);
  writeBody();
  out.fillI32(lengthAt, out.length - start);
}

function writeJson(out: ByteWriter, value: unknown): void {
  out.writeBytes(Buffer.from(JSON.stringify(value)));
}

function readJson(input: ByteReader): unknown {
  return JSON.parse(input.readUtf8(input.remaining));
}
