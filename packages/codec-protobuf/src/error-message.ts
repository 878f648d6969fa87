import type { RemoteException } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { hasMore, readInt32, readTag, readUncheckedString } from "./wire/reader.ts";
import { skipField } from "./wire/skip.ts";
import { writeInt32, writeString } from "./wire/writer.ts";

// The body of an exception: message ErrorProto { int32 TypeID = 1; string Message = 2; }, of proto3.

/** The field's number, and below it three bits of wire type. */
const typeIdTag = (1 << 3) | 0;
const messageTag = (2 << 3) | 2;

/** Groups that a field from a later version may have inside one another. */
const maxUnknownDepth = 64;

/** Writes an ErrorProto; fields of zero value are left out. */
export function writeErrorMessage(out: ByteWriter, { typeId, message }: RemoteException): void {
  if (typeId !== 0) {
    out.writeByte(typeIdTag);
    writeInt32(out, typeId);
  }
  if (message !== "") {
    out.writeByte(messageTag);
    writeString(out, message);
  }
}

/** Reads an ErrorProto: fields in any order, the last one of a number counts, others are skipped. */
export function readErrorMessage(input: ByteReader): RemoteException {
  let typeId = 0;
  let message = "";
  while (hasMore(input, input.end)) {
    const tag = readTag(input);
    switch (tag) {
      case typeIdTag:
        typeId = readInt32(input);
        break;
      case messageTag:
        message = readUncheckedString(input);
        break;
      default:
        skipField(input, tag, maxUnknownDepth);
    }
  }
  return { typeId, message: message === "" ? "unknown application exception" : message };
}
