import type { Endpoint } from "../endpoint/endpoint.ts";
import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import type { MethodInfo } from "../payload/method-info.ts";
import type { RemoteException } from "../payload/payload-codec.ts";

/** A method that this server answers. */
export interface ServedMethod {
  readonly info: MethodInfo;
  /** Calls the handler, through everything that stands before it. A method that streams has `streamEndpoint` instead. */
  readonly endpoint: Endpoint;
  readonly streamEndpoint: StreamEndpoint;
}

/** What a lookup gives: a method, or what to tell the caller. */
export type LookupResult =
  | { readonly kind: "found"; readonly served: ServedMethod }
  | { readonly kind: "unknown"; readonly exception: RemoteException };

/** The question that decoding asks: which method is meant? `service` is empty when the request names none. */
export type MethodLookup = (service: string, method: string) => LookupResult;
