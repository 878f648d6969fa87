import type { HeaderField } from "@kitex-ts/netpoll-http2";
import { Metadata } from "../../../context/metadata.ts";
import { decodeBinary, encodeBinary } from "../../transmeta/binary-value.ts";
import { isMetaName } from "../../transmeta/grpc-meta.ts";

/**
 * Names that are the protocol's and no metadata: Kitex's list, what it sends of its own beside metadata, and the fields
 * of a connection, which HTTP/2 does not have (RFC 9113 section 8.2.2).
 */
const RESERVED = new Set([
  "content-type",
  "user-agent",
  "te",
  "grpc-message-type",
  "grpc-encoding",
  "grpc-accept-encoding",
  "grpc-message",
  "grpc-status",
  "grpc-timeout",
  "grpc-status-details-bin",
  "biz-status",
  "biz-extra",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** The headers of metadata, a header for each value. Names of the protocol are left out, as in Kitex. */
export function metadataFields(metadata: Metadata): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const [name, value] of metadata) {
    if (isReserved(name)) continue;
    // gRPC over HTTP/2: blanks around an ASCII value may be stripped, and HTTP/2 allows none there.
    fields.push({ name, value: typeof value === "string" ? value.trim() : encodeBinary(value) });
  }
  return fields;
}

/** Whether headers hold anything that `readMetadata` gives. */
export function carriesMetadata(fields: readonly HeaderField[]): boolean {
  return fields.some(({ name }) => !isReserved(name));
}

/**
 * The metadata in headers. Several values of a `-bin` name may come in one header, with commas between (gRPC over
 * HTTP/2, Custom-Metadata). A value that no metadata can have is dropped, and the call goes on, as in Kitex.
 */
export function readMetadata(fields: readonly HeaderField[]): Metadata {
  const metadata = new Metadata();
  for (const { name, value } of fields) {
    if (isReserved(name)) continue;
    if (!name.endsWith("-bin")) appendValid(metadata, name, value);
    else {
      for (const one of value.split(",")) {
        const bytes = decodeBinary(one.trim());
        if (bytes !== undefined) appendValid(metadata, name, bytes);
      }
    }
  }
  return metadata;
}

function isReserved(name: string): boolean {
  return name.startsWith(":") || RESERVED.has(name) || isMetaName(name);
}

function appendValid(metadata: Metadata, name: string, value: string | Uint8Array): void {
  try {
    metadata.append(name, value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
