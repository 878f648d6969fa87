import type { RemoteException } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { readFieldHeader, readString } from "./binary/reader.ts";
import { writeI32Field, writeStringField } from "./binary/writer.ts";
import { skip } from "./skip.ts";

const messageField = 0x0b0001;
const typeField = 0x080002;

/** Levels that a field from a later version may have inside one another. */
const maxUnknownDepth = 64;

/** What Kitex says where a peer sent a type without a text, by type id. */
const defaultTexts: readonly string[] = [
  "unknown application exception",
  "unknown method",
  "invalid message type",
  "wrong method name",
  "bad sequence ID",
  "missing result",
  "unknown internal error",
  "unknown protocol error",
  "Invalid transform",
  "Invalid protocol",
  "Unsupported client type",
];

/** Writes a TApplicationException: both fields, message first, as Kitex does. */
export function writeApplicationException(out: ByteWriter, exception: RemoteException): void {
  writeStringField(out, messageField, exception.message);
  writeI32Field(out, typeField, exception.typeId);
  out.writeByte(0);
}

/** Reads a TApplicationException: fields in any order, either may be missing, others are skipped. */
export function readApplicationException(input: ByteReader): RemoteException {
  let message = "";
  let typeId = 0;
  for (let header = readFieldHeader(input); header !== 0; header = readFieldHeader(input)) {
    switch (header) {
      case messageField:
        message = readString(input);
        break;
      case typeField:
        typeId = input.readI32();
        break;
      default:
        skip(input, header >>> 16, maxUnknownDepth);
    }
  }
  return { typeId, message: message === "" ? defaultText(typeId) : message };
}

function defaultText(typeId: number): string {
  return defaultTexts[typeId] ?? `unknown exception type [${typeId}]`;
}
