import { type HeaderField, HeaderList } from "@kitex-ts/netpoll-http2";
import type { Metadata } from "../../../context/metadata.ts";
import type { BizStatusError } from "../../../errors/biz-status-error.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import { bizStatusPairs, readBizStatus } from "../../transmeta/biz-status.ts";
import { fromHeaderValue, toHeaderValue } from "../../transmeta/header-text.ts";
import { StrKey } from "../../transmeta/keys.ts";
import { carriesMetadata, metadataFields } from "./metadata-headers.ts";
import { decodeStatusDetails, encodeStatusDetails } from "./status-details.ts";
import { decodeStatusText, encodeStatusText } from "./status-text.ts";

/** What trailers say. */
export interface Trailers {
  readonly status: RpcStatus;
  /** What a `BizStatusError` is made of where the callee chose a business status. */
  readonly bizStatus: ReadonlyMap<string, string> | undefined;
  readonly carriesMetadata: boolean;
}

/** Reads trailers; what cannot be read becomes a status, as in Kitex. */
export function readTrailers(headers: HeaderList): Trailers {
  const status = readStatus(headers);
  return {
    status,
    bizStatus: status.code === Status.Ok ? undefined : bizStatusStrings(headers, status.message),
    carriesMetadata: carriesMetadata(headers.fields),
  };
}

/** The business status that trailers carry; a new error each time. Throws a `ProtocolViolation` for one that cannot be read. */
export function bizStatusOf({ bizStatus }: Trailers): BizStatusError | undefined {
  return bizStatus === undefined ? undefined : readBizStatus(bizStatus);
}

/** The trailers of a call that worked, without metadata: nearly all trailers. gRPC wants no `grpc-message` there. */
const okFields: readonly HeaderField[] = [{ name: "grpc-status", value: "0" }];

/** The trailers of a call that ended with `status`; `error` where that is a business status. */
export function trailerFields(
  status: RpcStatus,
  error: BizStatusError | undefined,
  metadata: Metadata | undefined,
): readonly HeaderField[] {
  const own = metadata === undefined ? [] : metadataFields(metadata);
  if (status.code === Status.Ok) return own.length === 0 ? okFields : [...okFields, ...own];
  const fields: HeaderField[] = [
    { name: "grpc-status", value: String(status.code) },
    { name: "grpc-message", value: encodeStatusText(status.message) },
  ];
  if (error !== undefined) {
    for (const [name, text] of bizStatusPairs(error)) {
      const value = toHeaderValue(text);
      if (name !== StrKey.BizMessage && value !== undefined) fields.push({ name, value });
    }
  }
  if (status.details.length > 0) fields.push({ name: "grpc-status-details-bin", value: encodeStatusDetails(status) });
  return [...fields, ...own];
}

/** The one header block of trailers that say no more than that the call worked. */
export const okTrailers: HeaderList = new HeaderList(okFields);

/** A status that this end makes up. */
export function localStatus(code: Status, message: string): RpcStatus {
  return { code, message, details: [] };
}

function readStatus(headers: HeaderList): RpcStatus {
  const text = headers.get("grpc-status");
  if (text === undefined) return localStatus(Status.Unknown, "the trailers have no grpc-status");
  if (!/^\d{1,9}$/.test(text)) return malformed("grpc-status", text);
  const code = Number(text);
  const message = decodeStatusText(headers.get("grpc-message") ?? "");
  const details = headers.get("grpc-status-details-bin");
  if (code === Status.Ok || details === undefined) return localStatus(code, message);
  const detailed = decodeStatusDetails(details);
  if (detailed === undefined) return malformed("grpc-status-details-bin", details);
  return detailed.code === Status.Ok ? { ...detailed, code } : detailed;
}

function malformed(name: string, value: string): RpcStatus {
  return localStatus(Status.Internal, `malformed ${name}: "${value}"`);
}

function bizStatusStrings(headers: HeaderList, message: string): ReadonlyMap<string, string> | undefined {
  const status = headers.get(StrKey.BizStatus);
  if (status === undefined) return undefined;
  const strings = new Map<string, string>([
    [StrKey.BizStatus, status],
    [StrKey.BizMessage, message],
  ]);
  const extra = headers.get(StrKey.BizExtra);
  if (extra !== undefined) strings.set(StrKey.BizExtra, fromHeaderValue(extra));
  return strings;
}
