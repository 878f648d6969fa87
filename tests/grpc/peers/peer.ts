// What the gRPC tests ask of a peer, and what it tells: the commands of the program in go/.

/** Text by name. Values of keys that end in `-bin` are hexadecimal; each of several values is a line of its own. */
export type Values = Readonly<Record<string, string>>;

/** Bytes in hexadecimal, or a part that is repeated. */
export type Payload = string | { readonly repeat: string; readonly times: number };

/** A request of echo.proto or stream.thrift. */
export interface EchoRequest {
  readonly message: string;
  readonly payload?: Payload;
  readonly script?: Script;
}

/** What the server does; the IDL says how. */
export interface Script {
  readonly header?: Values;
  readonly trailer?: Values;
  readonly sendHeader?: boolean;
  readonly echoMetadata?: boolean;
  readonly messages?: number;
  readonly size?: number;
  readonly wait?: boolean;
  readonly leave?: boolean;
  readonly failure?: Failure;
}

export type Failure =
  | { readonly status: { readonly code: number; readonly message: string; readonly details?: readonly string[] } }
  | { readonly bizStatus: { readonly code: number; readonly message: string; readonly extra?: Values } }
  | { readonly error: string }
  | { readonly panic: string }
  /** The exception of the Thrift method `plain`. */
  | { readonly refused: string };

export interface EchoResponse {
  readonly message: string;
  /** Bytes in hexadecimal; of more than 4,096 their length and hash. Absent when empty. */
  readonly payload?: string | { readonly length: number; readonly sha256: string };
  readonly count: number;
  readonly bytes: number;
  readonly metadata?: readonly MetadataField[];
  readonly leftMs: number;
}

export interface MetadataField {
  readonly key: string;
  readonly value: string;
}

/** The libraries that the Go program has. */
export type Library = "grpc" | "kitex";

/** PEM texts: a server's certificate and key. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
}

/** A program that can serve and call. */
export interface Peer {
  serve(options: ServeOptions): Promise<ServedPeer>;
  dial(options: DialOptions): Promise<DialedPeer>;
}

/** A server that runs. */
export interface ServedPeer {
  /** `host:port`. */
  readonly address: string;
  /** Waits until `count` calls have ended, and gives all that have since the last time. */
  seen(count: number): Promise<readonly SeenCall[]>;
  /** Stops gracefully; settles when every call has been answered. */
  stop(): Promise<void>;
}

/** A client. */
export interface DialedPeer {
  /** Makes a call of any kind; settles when it has ended. */
  call(method: string, requests: readonly EchoRequest[], options?: CallOptions): Promise<Called>;
  /** Makes many calls. */
  load(method: string, requests: readonly EchoRequest[], options: LoadOptions): Promise<Loaded>;
  /** Waits until the call that was given this key has had an answer. */
  answered(key: string): Promise<void>;
  /** Says that no further request comes in the call that was given this key, which left them open. */
  finish(key: string): Promise<void>;
  /** Cancels the call that was given this key. */
  cancel(key: string): Promise<void>;
  hangUp(): Promise<void>;
}

/** Times are in milliseconds; what is left out is the library's default. */
export interface ServeOptions {
  readonly name?: string;
  /** On 127.0.0.1; default any that is free. */
  readonly port?: number;
  readonly maxStreams?: number;
  readonly maxAgeMs?: number;
  readonly maxAgeGraceMs?: number;
  readonly maxIdleMs?: number;
  readonly keepaliveMs?: number;
  /** How often a client may ping. */
  readonly minPingMs?: number;
  /** Kitex's `WithMuxTransport`, for calls that are not gRPC. */
  readonly mux?: boolean;
  /** grpc-go alone: Kitex serves no TLS. */
  readonly tls?: ServerTls;
}

export interface DialOptions {
  /** `host:port`. */
  readonly address: string;
  /** Kitex alone; default `Echo`, of echo.proto. */
  readonly service?: "Echo" | "EchoStream";
  /** Kitex alone; default `grpc`. The others carry no streams. */
  readonly transport?: "grpc" | "ttheader-framed" | "framed";
  readonly connection?: "short" | "long" | "mux";
  readonly keepaliveMs?: number;
  /** The certificate to trust, in PEM, for the host `localhost`. */
  readonly tls?: { readonly ca: string };
}

export interface CallOptions {
  readonly metadata?: Values;
  /** Kitex's metainfo, of Kitex and ours: what goes one hop, and what goes all the way. */
  readonly transient?: Values;
  readonly persistent?: Values;
  readonly timeoutMs?: number;
  readonly gzip?: boolean;
  /** grpc-go alone. */
  readonly waitForReady?: boolean;
  /** The name under which `answered`, `finish` and `cancel` know the call. */
  readonly key?: string;
  /** Cancels after so many answers. */
  readonly cancelAfter?: number;
  /** Leaves the stream of requests open until `finish`. */
  readonly keepOpen?: boolean;
  /** Answers are counted and not told. */
  readonly summary?: boolean;
}

/** How a call ended. */
export interface Outcome {
  /**
   * `status`: a gRPC status. `business`: Kitex's business status. `declared`: the exception of the Thrift method.
   * `remote`, `timeout`: an exception of the framework, no answer in time, over another protocol than gRPC.
   */
  readonly kind: "ok" | "status" | "business" | "declared" | "remote" | "timeout" | "failure";
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly string[];
  readonly extra?: Values;
}

/** All that a caller can know of its call. */
export interface Called extends Outcome {
  readonly responses: readonly EchoResponse[];
  readonly count: number;
  /** Of all payloads. */
  readonly bytes: number;
  readonly header: readonly MetadataField[];
  readonly trailer: readonly MetadataField[];
  /** What the callee sent back with Kitex's metainfo; absent when that is nothing. */
  readonly backward?: Values;
}

/** Many calls that are alike. */
export interface LoadOptions extends CallOptions {
  readonly calls: number;
  readonly atOnce: number;
  /** All of them hold their stream of requests open until each has had its first answer (`Bidi`, `calls` = `atOnce`). */
  readonly together?: boolean;
}

export interface Loaded {
  /** How many ended so, by `ok` or what went wrong. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly answers: number;
}

/** A call that a server has done with. */
export interface SeenCall {
  readonly method: string;
  readonly metadata: readonly MetadataField[];
  /** Kitex's metainfo, as a handler reads it; absent when there is none. */
  readonly transient?: Values;
  readonly persistent?: Values;
  readonly requests: number;
  /** How its context ended before the handler did. */
  readonly ended?: "canceled" | "deadline";
}

/** One question to a server's reflection service. */
export type ReflectOptions = { readonly address: string; readonly version: "v1" | "v1alpha" } & (
  | { readonly services: true }
  | { readonly symbol: string }
  | { readonly file: string }
  | { readonly extended: string; readonly extension: number }
  | { readonly extensions: string }
);

export interface Reflected {
  readonly services?: readonly string[];
  readonly numbers?: readonly number[];
  /** The files that came, and the full names of the methods in them. */
  readonly files?: readonly string[];
  readonly methods?: readonly string[];
  readonly error?: { readonly code: number; readonly message: string };
}
