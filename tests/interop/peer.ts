// What the tests ask of either side, Kitex for Go or ours, in the same words: serve, dial, call, and tell what you saw.

import type { Plain } from "./plain.ts";

/** The forms of a message. */
export type TransportName = "buffered" | "framed" | "ttheader" | "ttheader-framed";

/** How a client holds its connections; `auto` is ours alone. */
export type ConnectionName = "short" | "long" | "mux" | "auto";

/** The services of the IDL, by names that are unique in these tests. */
export type ServiceName = "Lab" | "Annex" | "Twin" | "Nowhere" | "EvolvingV1" | "EvolvingV2";

/** Text by name. */
export type Values = Readonly<Record<string, string>>;

/** A program that can serve and call. */
export interface Peer {
  readonly kind: "go" | "ours";
  serve(options: ServeOptions): Promise<ServedPeer>;
  dial(options: DialOptions): Promise<DialedPeer>;
}

export interface ServeOptions {
  /** The server's own name; told to every caller as the backward value `served-by`. */
  readonly name: string;
  readonly services: readonly ServiceName[];
  /** The service that answers callers that name none. */
  readonly fallback?: ServiceName;
  /** The path of a Unix socket; else any free port of 127.0.0.1. */
  readonly path?: string;
  /** Kitex's `WithMuxTransport`; our server needs no option for it. */
  readonly mux?: boolean;
  /** Leaves Kitex's `ServerTTHeaderHandler` out, as it is by default. */
  readonly bare?: boolean;
  /** Certificate and key, for ours. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A server that runs. */
export interface ServedPeer {
  readonly name: string;
  readonly address: string;
  /** Waits until `count` calls came in, and gives all that came since the last time. */
  seen(count: number): Promise<readonly SeenCall[]>;
  /** Waits until `count` handlers of the action `wait` were told that nobody waits for them; gives their texts. */
  aborted(count: number): Promise<readonly string[]>;
  /** Lets the handlers of the action `wait` go on. */
  release(): Promise<void>;
  /** Stops gracefully; settles when every call has been answered. */
  stop(): Promise<void>;
}

/** All that a handler can know of a call. */
export interface SeenCall {
  readonly service: string;
  readonly method: string;
  /** By parameter name. */
  readonly args: Plain;
  readonly callerService: string;
  readonly callerMethod: string;
  readonly callerAddress: string;
  readonly transient: Values;
  readonly persistent: Values;
  /** Milliseconds: the limit that came with the call, and what is left of it; 0 without one. */
  readonly timeoutMs: number;
  readonly leftMs: number;
  /** What handlers of ours are not told. */
  readonly wire?: { readonly seqId: number; readonly transport: TransportName; readonly headers: Headers };
}

/** A TTHeader as it came. */
export interface Headers {
  readonly flags: number;
  readonly strings: Values;
  readonly ints: Values;
}

export interface DialOptions {
  readonly service: ServiceName;
  readonly address: string;
  /** The callee's name in discovery, and the caller's own. */
  readonly destination: string;
  readonly callerService: string;
  readonly transport: TransportName;
  readonly connection: ConnectionName;
  /** Leaves Kitex's `ClientTTHeaderHandler` out, as it is by default. */
  readonly bare?: boolean;
  /** Milliseconds for connecting. The server is told them. */
  readonly connectTimeoutMs?: number;
  /** The certificate to trust, for ours. */
  readonly ca?: string;
}

/** A client. */
export interface DialedPeer {
  call(method: string, args: Plain, options?: CallOptions): Promise<Called>;
  hangUp(): Promise<void>;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly transient?: Values;
  readonly persistent?: Values;
}

/** All that a caller can know of its call. */
export interface Called {
  readonly outcome: Outcome;
  readonly backward: Values;
  /** The sequence id of the request and the header of the reply; callers of ours are not shown them. */
  readonly seqId?: number;
  readonly headers?: Headers;
}

export type Outcome =
  /** `null` of a void or oneway method. */
  | { readonly kind: "value"; readonly value: Plain }
  /** An exception of the IDL, by its name in `throws`. */
  | { readonly kind: "declared"; readonly name: string; readonly value: Plain }
  | { readonly kind: "status"; readonly status: number; readonly message: string; readonly extra: Values }
  /** An exception of the framework that the server sent. */
  | { readonly kind: "remote"; readonly typeId: number; readonly message: string }
  | { readonly kind: "timeout" }
  /** Anything else. */
  | { readonly kind: "failure"; readonly message: string };
