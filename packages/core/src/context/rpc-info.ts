import type { MethodInfo } from "../payload/method-info.ts";
import type { Instance } from "./instance.ts";

/** One end of a call. */
export interface PeerInfo {
  /** The service's name in discovery; empty when unknown. */
  readonly service: string;
  /** The method in whose handler the call is made (caller), or which is called (callee); empty when unknown. */
  readonly method: string;
  /** The peer's address, once known. */
  readonly address: string | undefined;
}

/** The callee; a resolver or a middleware fills in the instance. */
export interface CalleeInfo {
  readonly service: string;
  readonly method: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Whom the call goes to. Writable until the request is sent. */
  instance: Instance | undefined;
}

/** What is called. */
export interface Invocation {
  /** The service's name in the IDL. */
  readonly service: string;
  /** The method's name in the IDL. */
  readonly method: string;
  readonly methodInfo: MethodInfo;
}

/** How it is called; a middleware may change it before the request is sent. */
export interface CallConfig {
  /** Milliseconds for the whole call; 0 means no limit. */
  readonly timeoutMs: number;
  /** Milliseconds for making a connection; 0 means no limit. */
  connectTimeoutMs: number;
  /** Whether the application chose it; only then the callee is told. */
  readonly connectTimeoutStated: boolean;
  /** Milliseconds that each message of a stream from the peer may take; 0 means no limit. */
  readonly recvTimeoutMs: number;
  /** How requests are compressed; `undefined` leaves it to the transport. */
  readonly compressor: string | undefined;
  /** Whether the call waits for an instance to connect to. */
  readonly waitForReady: boolean;
}

/** Which way a message of a stream went, seen from this end. */
export type MessageDirection = "sent" | "received";

/** What was measured. Times are milliseconds of a clock that never goes back. */
export interface CallStats {
  readonly startMs: number;
  /** Known to tracers when they finish; not measured for a call without tracers. */
  finishMs: number | undefined;
  /** Size of the request and of the reply on the wire, headers included. */
  sentBytes: number;
  receivedBytes: number;
  /** Messages of a stream, from this end. */
  sentMessages: number;
  receivedMessages: number;
}

/** The facts of one call: who calls whom, what, how, and what it took. */
export class RpcInfo {
  readonly from: PeerInfo;
  readonly to: CalleeInfo;
  readonly invocation: Invocation;
  readonly config: CallConfig;
  readonly stats: CallStats;

  constructor(from: PeerInfo, to: CalleeInfo, invocation: Invocation, config: CallConfig, stats: CallStats) {
    this.from = from;
    this.to = to;
    this.invocation = invocation;
    this.config = config;
    this.stats = stats;
  }
}
