import type { Endpoint } from "../endpoint/endpoint.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { PayloadCodec, RemoteException } from "../payload/payload-codec.ts";

/** A method with one request and one response, and how to run its handler through everything that stands before it. */
export interface ServedCall {
  readonly kind: "call";
  readonly info: MethodInfo;
  readonly endpoint: Endpoint;
}

/** A method that streams its requests, its responses or both. */
export interface ServedStream {
  readonly kind: "stream";
  readonly info: MethodInfo;
  readonly endpoint: StreamEndpoint;
}

/** A method that this server answers. */
export type ServedMethod = ServedCall | ServedStream;

/** What a lookup gives: a method and the codec of its service, or what to tell the caller. */
export type LookupResult =
  | { readonly kind: "found"; readonly served: ServedMethod; readonly codec: PayloadCodec }
  | { readonly kind: "unknown"; readonly exception: RemoteException };

/** The question that decoding asks: which method is meant? `service` is empty when the request names none. */
export type MethodLookup = (service: string, method: string) => LookupResult;
