// What @grpc/grpc-js and @grpc/proto-loader make of echo.proto, with our messages on the other side of it.

import { join } from "node:path";
import { Metadata as WireMetadata } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { Metadata } from "@kitex-ts/core";
import type { StatusDetail } from "@kitex-ts/core/grpc";
import protobuf from "protobufjs";
import type { ScriptedRequest, ScriptedResponse } from "../our-handlers.ts";
import type { RequestMessage, ResponseMessage } from "./calls.ts";
import { type Method, methods } from "./way.ts";

type Serialize<T> = (message: T) => Buffer;
type Deserialize<T> = (bytes: Buffer) => T;

/** A method as grpc-js is told of it. */
export interface LoadedMethod {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: Serialize<RequestMessage>;
  readonly requestDeserialize: Deserialize<ScriptedRequest>;
  readonly responseSerialize: Serialize<ScriptedResponse>;
  readonly responseDeserialize: Deserialize<ResponseMessage>;
}

/** The methods of echo.proto. */
export const loadedMethods: Readonly<Record<Method, LoadedMethod>> = loadMethods();

function loadMethods(): Record<Method, LoadedMethod> {
  const file = join(import.meta.dirname, "../idl/echo.proto");
  const service = loadSync(file, { longs: Number, defaults: true })["interop.Echo"];
  if (service === undefined || "format" in service) throw new Error("echo.proto has no service Echo");
  const loaded = methods.map((method): [Method, LoadedMethod] => {
    const definition = service[method];
    if (definition === undefined) throw new Error(`Echo has no method ${method}`);
    const { path, requestStream, responseStream } = definition;
    const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } = definition;
    return [
      method,
      {
        path,
        requestStream,
        responseStream,
        requestSerialize: (request) => requestSerialize(withObjects(request)),
        // What the IDL says is taken on trust.
        requestDeserialize: (bytes) => withMaps(requestDeserialize(bytes) as LoadedRequest),
        responseSerialize,
        responseDeserialize: (bytes) => responseDeserialize(bytes) as ResponseMessage,
      },
    ];
  });
  return Object.fromEntries(loaded) as Record<Method, LoadedMethod>;
}

type Texts = Readonly<Record<string, string>>;

/** A request as proto-loader has it: maps are objects, and a message that is absent is null. */
interface LoadedRequest {
  readonly message: string;
  readonly payload: Uint8Array;
  readonly script: LoadedScript | null;
}

interface LoadedScript {
  readonly header: Texts;
  readonly trailer: Texts;
  readonly sendHeader: boolean;
  readonly echoMetadata: boolean;
  readonly messages: number;
  readonly size: number;
  readonly wait: boolean;
  readonly leave: boolean;
  readonly failure: LoadedFailure | null;
}

interface LoadedFailure {
  readonly status: { readonly code: number; readonly message: string; readonly details: readonly string[] } | null;
  readonly bizStatus: { readonly code: number; readonly message: string; readonly extra: Texts } | null;
  readonly error: string;
  readonly panic: string;
}

function withMaps({ message, payload, script }: LoadedRequest): ScriptedRequest {
  if (script === null) return { message, payload };
  const { header, trailer, failure, ...rest } = script;
  return {
    message,
    payload,
    script: { ...rest, header: mapOf(header), trailer: mapOf(trailer), failure: failureWithMaps(failure) },
  };
}

function failureWithMaps(failure: LoadedFailure | null): NonNullable<ScriptedRequest["script"]>["failure"] {
  if (failure === null) return undefined;
  const { status, bizStatus, ...rest } = failure;
  return {
    ...rest,
    status: status ?? undefined,
    bizStatus: bizStatus === null ? undefined : { ...bizStatus, extra: mapOf(bizStatus.extra) },
  };
}

function withObjects({ script, ...request }: RequestMessage): object {
  if (script === undefined) return request;
  const { header, trailer, failure, ...rest } = script;
  const bizStatus = failure?.bizStatus;
  return {
    ...request,
    script: {
      ...rest,
      header: objectOf(header),
      trailer: objectOf(trailer),
      failure: bizStatus === undefined ? failure : { bizStatus: { ...bizStatus, extra: objectOf(bizStatus.extra) } },
    },
  };
}

function mapOf(texts: Texts): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts));
}

function objectOf(texts: ReadonlyMap<string, string> = new Map()): Texts {
  return Object.fromEntries(texts);
}

/** Metadata as grpc-js has it. */
export function toWire(metadata: Iterable<readonly [string, string | Uint8Array]>): WireMetadata {
  const made = new WireMetadata();
  for (const [key, value] of metadata) made.add(key, typeof value === "string" ? value : Buffer.from(value));
  return made;
}

/** Metadata as we have it. */
export function fromWire(metadata: WireMetadata): Metadata {
  const made = new Metadata();
  for (const key of Object.keys(metadata.getMap())) for (const value of metadata.get(key)) made.append(key, value);
  return made;
}

const rpcStatus = protobuf
  .parse(`syntax = "proto3"; package google.rpc;
    message Any { string type_url = 1; bytes value = 2; }
    message Status { int32 code = 1; string message = 2; repeated Any details = 3; }`)
  .root.lookupType("google.rpc.Status");

/** The value of `grpc-status-details-bin`, which grpc-js leaves to its users. */
export function detailsToWire(code: number, message: string, details: readonly StatusDetail[]): Uint8Array {
  return rpcStatus.encode(rpcStatus.fromObject({ code, message, details })).finish();
}

/** The details in such a value. */
export function detailsFromWire(bytes: Uint8Array): readonly StatusDetail[] {
  return (rpcStatus.toObject(rpcStatus.decode(bytes), { arrays: true, defaults: true }) as { details: StatusDetail[] })
    .details;
}
