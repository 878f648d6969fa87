import type { TypeDescriptor } from "@kitex-ts/codec-thrift";
import { type Incoming, readMessage } from "../../support/incoming.ts";
import { methodInfo, typesOf } from "../our-services.ts";
import type { Plain } from "../plain.ts";
import type { Vector } from "./vector.ts";

/** The bytes of a recorded message. */
export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

/** The payload of a message without header and frame: envelope and body. */
export function payloadOf(message: Buffer): Buffer {
  const { method, body } = readMessage(message);
  return message.subarray(message.length - body.length - Buffer.byteLength(method) - ENVELOPE_BYTES);
}

/** Version and type, length of the name, sequence id. */
const ENVELOPE_BYTES = 12;

/** The same message with another sequence id, in the header too. */
export function withSeqId(message: Buffer, seqId: number): Buffer {
  const { header, body } = readMessage(message);
  const changed = Buffer.from(message);
  changed.writeInt32BE(seqId, changed.length - body.length - 4);
  if (header !== undefined) changed.writeInt32BE(seqId, 8);
  return changed;
}

/** Whether a value can be written in several ways: a map of several entries in any order, NaN with any digits. */
function hasManyForms(plain: Plain, type: TypeDescriptor): boolean {
  switch (type.kind) {
    case "double":
      return plain === "NaN";
    case "list":
    case "set":
      return list(plain).some((element) => hasManyForms(element, type.element));
    case "map": {
      const entries = list(plain);
      return entries.length > 1 || entries.some((entry) => hasManyForms(list(entry)[1] ?? null, type.value));
    }
    case "struct":
      return Object.entries(plain ?? {}).some(([name, member]) => {
        const field = type.struct().fields.find((candidate) => candidate.name === name);
        return field !== undefined && hasManyForms(member, field.type);
      });
    default:
      return false;
  }
}

/** Whether the arguments of a recorded call can be written in several ways. */
export function manyRequests({ service, method, request }: Vector): boolean {
  const { args } = typesOf(methodInfo(service, method));
  return hasManyForms(request.args, { kind: "struct", struct: () => args });
}

/** Whether the outcome of a recorded call can be written in several ways. */
export function manyReplies({ service, method, reply }: Vector): boolean {
  const success = typesOf(methodInfo(service, method)).result.fields.find(({ id }) => id === 0);
  const outcome = reply?.outcome;
  return outcome?.kind === "value" && success !== undefined && hasManyForms(outcome.value, success.type);
}

/** Everything of a message but its sequence ids; of a body that can be written in several ways, its length. */
export function contentOf({ header, framed, type, method, body }: Incoming, manyForms: boolean): object {
  return {
    framed,
    type,
    method,
    body: manyForms ? body.length : body.toString("hex"),
    ...(header === undefined
      ? {}
      : { flags: header.flags, strings: header.strings, ints: header.ints, token: header.token }),
  };
}

function list(plain: Plain): readonly Plain[] {
  return Array.isArray(plain) ? plain : [];
}
