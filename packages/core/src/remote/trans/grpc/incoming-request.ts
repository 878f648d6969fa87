import { HeaderList } from "@kitex-ts/netpoll-http2";
import { ExceptionId } from "../../../errors/application-exception.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import { printable } from "../../../util/printable.ts";
import type { LookupResult, MethodLookup, ServedMethod } from "../../method-lookup.ts";
import { isMetaName } from "../../transmeta/grpc-meta.ts";
import { ACCEPTED_ENCODINGS, type Compressor, isCompressor } from "./compressor.ts";
import { answeringContentType, grpcSubtype, speaks } from "./content-type.ts";
import { decodeTimeout } from "./timeout-header.ts";
import { localStatus } from "./trailers.ts";

/** A call as its headers state it. */
export interface IncomingGrpcCall {
  readonly kind: "call";
  readonly served: ServedMethod;
  /** Headers of its answer that stand before any metadata. */
  readonly head: HeaderList;
  /** How compressed requests are compressed. */
  readonly encoding: string | undefined;
  /** How responses are compressed. */
  readonly compressor: Compressor;
  readonly timeoutMs: number | undefined;
  /** Empty where the caller did not tell. */
  readonly callerService: string;
  readonly callerMethod: string;
  readonly carriesMeta: boolean;
}

/** What a request's headers ask for. */
export type IncomingRequest =
  | IncomingGrpcCall
  /** gRPC, and nothing that can be run. */
  | { readonly kind: "refused"; readonly head: HeaderList; readonly status: RpcStatus }
  /** Something else than gRPC. */
  | { readonly kind: "http"; readonly status: string; readonly text: string };

/** What reading requests needs to know. */
export interface RequestReading {
  readonly find: MethodLookup;
  /** What responses may be compressed with. */
  readonly compressors: readonly Compressor[];
}

/** Reads the headers of a request; never throws. */
export function readRequest(headers: HeaderList, reading: RequestReading): IncomingRequest {
  const subtype = grpcSubtype(headers.get("content-type"));
  if (subtype === undefined || headers.get(":method") !== "POST") return plainAnswer(headers);
  const contentType = answeringContentType(subtype);
  const refused = (status: RpcStatus): IncomingRequest => ({ kind: "refused", head: headOf(contentType), status });
  const encoding = headers.get("grpc-encoding");
  if (encoding !== undefined && !isCompressor(encoding)) {
    const status = localStatus(Status.Unimplemented, `grpc-encoding "${printable(encoding)}" is not supported`);
    return { kind: "refused", head: headOf(contentType, ["grpc-accept-encoding", ACCEPTED_ENCODINGS]), status };
  }
  const timeout = headers.get("grpc-timeout");
  const timeoutMs = timeout === undefined ? undefined : decodeTimeout(timeout);
  if (timeout !== undefined && timeoutMs === undefined) {
    return refused(localStatus(Status.Internal, `malformed grpc-timeout: "${printable(timeout)}"`));
  }
  const found = findMethod(headers.get(":path") ?? "", reading.find);
  if ("code" in found) return refused(found);
  if (!speaks(found.codec, subtype)) return refused(mismatchOf(subtype));
  const compressor = compressorFor(headers.get("grpc-accept-encoding"), reading.compressors);
  return {
    kind: "call",
    served: found.served,
    head: compressor === "identity" ? headOf(contentType) : headOf(contentType, ["grpc-encoding", compressor]),
    encoding,
    compressor,
    timeoutMs,
    callerService: headers.get("source-service") ?? "",
    callerMethod: headers.get("source-method") ?? "",
    carriesMeta: headers.fields.some(({ name }) => isMetaName(name)),
  };
}

type FoundMethod = Extract<LookupResult, { kind: "found" }>;

/** Kitex's rules: the method stands behind the last slash, the service behind the last dot before that; its package is not compared. */
function findMethod(path: string, find: MethodLookup): FoundMethod | RpcStatus {
  const slash = path.lastIndexOf("/");
  if (slash <= 0) return localStatus(Status.Internal, `malformed method name, method="${printable(path)}"`);
  const service = path.slice(path.startsWith("/") ? 1 : 0, slash);
  const name = service.slice(service.lastIndexOf(".") + 1);
  const method = path.slice(slash + 1);
  const found = find(name, method);
  if (found.kind === "found" && found.served.info.service === name) return found;
  // Where another service has a method of that name, callers without a service's name would be sent there; gRPC's have one.
  const knownService = found.kind === "unknown" && found.exception.typeId === ExceptionId.UnknownMethod;
  const text = knownService ? `unknown method ${printable(method)}` : `unknown service ${printable(name)}`;
  return localStatus(Status.Unimplemented, text);
}

/** The status of messages that are not the service's, as Kitex answers them. */
function mismatchOf(subtype: string): RpcStatus {
  return subtype === "thrift"
    ? localStatus(Status.FailedPrecondition, "decode failed, codec msg type not match with thriftCodec")
    : localStatus(Status.Internal, "grpc invalid payload");
}

function compressorFor(accepted: string | undefined, offered: readonly Compressor[]): Compressor {
  if (accepted === undefined || offered.length === 0) return "identity";
  for (const part of accepted.split(",")) {
    const name = part.trim();
    if (isCompressor(name) && name !== "identity" && offered.includes(name)) return name;
  }
  return "identity";
}

function headOf(contentType: string, more?: readonly [name: string, value: string]): HeaderList {
  return new HeaderList([
    { name: ":status", value: "200" },
    { name: "content-type", value: contentType },
    ...(more === undefined ? [] : [{ name: more[0], value: more[1] }]),
  ]);
}

/** What browsers, probes and other curious visitors are told. */
function plainAnswer(headers: HeaderList): IncomingRequest {
  const text = "This port speaks gRPC over HTTP/2: call it with a gRPC client.\n";
  const method = headers.get(":method");
  if (method === "GET" || method === "HEAD") {
    return { kind: "http", status: headers.get(":path") === "/" ? "200" : "404", text };
  }
  // gRPC over HTTP/2, Requests: a content type that is not gRPC's is answered with 415.
  return method === "POST" ? { kind: "http", status: "415", text } : { kind: "http", status: "405", text };
}
