import { MetaInfo, MetaValues } from "../../context/meta-info.ts";
import { decodeBinary, encodeBinary } from "./binary-value.ts";
import { fromHeaderValue, toHeaderValue } from "./header-text.ts";

/** A header of a gRPC call. */
interface HeaderField {
  readonly name: string;
  readonly value: string;
}

const PERSISTENT = "rpc-persist-";
const TRANSIENT = "rpc-transit-";

/** Defined by Kitex and used by nobody; no metadata of an application either. */
const BACKWARD = "rpc-backward-";

/** The name of a field (RFC 9110 section 5.1) in lower case. */
const NAME = /^[0-9a-z!#$%&'*+.^_`|~-]+$/;

/** Whether a header is metainfo and not metadata of the application. */
export function isMetaName(name: string): boolean {
  return name.startsWith("rpc-") && [PERSISTENT, TRANSIENT, BACKWARD].some((prefix) => name.startsWith(prefix));
}

/**
 * The headers of metadata that goes out with a gRPC call: transient, then persistent, as Kitex writes them. Names lose
 * their case and their `_`, and under those that then end in `-bin` text travels in base64, as bytes do. What cannot be a
 * header is left out, as there.
 */
export function grpcMetaFields(meta: MetaInfo): HeaderField[] {
  return [...fieldsOf(TRANSIENT, meta.transient.outgoing), ...fieldsOf(PERSISTENT, meta.persistent)];
}

/**
 * The metadata in a request's headers. Names come in upper case with `_` for `-`, and of a repeated header the first
 * counts, as in Kitex; a value of a `-bin` name that is no base64 is dropped. What came as transient is readable and
 * goes no further.
 */
export function readGrpcMeta(fields: readonly HeaderField[]): MetaInfo {
  const transient = new MetaValues();
  const persistent = new MetaValues();
  for (const field of fields) {
    if (field.name.startsWith(TRANSIENT)) setFirst(transient, TRANSIENT, field);
    else if (field.name.startsWith(PERSISTENT)) setFirst(persistent, PERSISTENT, field);
  }
  return new MetaInfo(transient, persistent);
}

function fieldsOf(prefix: string, values: MetaValues): HeaderField[] {
  return Array.from(values).flatMap(([key, text]) => {
    const name = prefix + key.toLowerCase().replaceAll("_", "-");
    const value = headerValue(name, text);
    return value !== undefined && NAME.test(name) ? [{ name, value }] : [];
  });
}

function setFirst(values: MetaValues, prefix: string, { name, value }: HeaderField): void {
  const key = name.slice(prefix.length).toUpperCase().replaceAll("-", "_");
  const text = textOf(name, value);
  if (text !== undefined && !values.has(key)) values.set(key, text);
}

function headerValue(name: string, text: string): string | undefined {
  const value = toHeaderValue(text);
  return value !== undefined && isBinary(name) ? encodeBinary(Buffer.from(text, "utf8")) : value;
}

function textOf(name: string, value: string): string | undefined {
  if (!isBinary(name)) return fromHeaderValue(value);
  const bytes = decodeBinary(value);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
}

/** Whether the header's value is base64, whatever put it there. */
function isBinary(name: string): boolean {
  return name.endsWith("-bin");
}
