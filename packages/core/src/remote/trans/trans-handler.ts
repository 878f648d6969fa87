import type { Address, DialTls } from "@kitex-ts/netpoll";
import type { RpcContext } from "../../context/rpc-context.ts";
import type { Logger } from "../../logging/logger.ts";
import type { PayloadCodec } from "../../payload/payload-codec.ts";
import type { Clock } from "../../util/clock.ts";
import type { WireLimits } from "../wire-limits.ts";

/**
 * Carries one request to a peer and brings its answer back. Knows frames and bytes, never policy.
 *
 * A call that is aborted while it is carried rejects with the reason at once.
 */
export interface ClientTransHandler {
  /** Settles with the response; rejects with a declared exception, a business status or a `KitexError`. */
  roundTrip(ctx: RpcContext, address: Address, request: unknown): Promise<unknown>;
  /**
   * Carries a stream: asks `requests` for the next one whenever the peer has room, and gives what comes back. Iterating
   * begins it, `return` gives it up, and it rejects once, behind the messages that came before. Absent on a transport
   * that carries none.
   */
  stream?(ctx: RpcContext, address: Address, requests: AsyncIterable<unknown>): AsyncIterable<unknown>;
  /** Settles when the operating system has taken the request. */
  sendOneway(ctx: RpcContext, address: Address, request: unknown): Promise<void>;
  /** Makes sure that there is a connection to `address`. Rejects with a netpoll `ConnectionError`. */
  connect(address: Address, options: ConnectOptions): Promise<void>;
  /** Uses what stands to `address` no more; calls on it go on. For an instance that discovery knows no longer. */
  evict(address: Address): void;
  stats(): TransStats;
  /** Closes every connection; calls in flight fail. */
  close(): void;
}

/** The connections of a client at one moment. */
export interface TransStats {
  readonly connections: { readonly idle: number; readonly inUse: number; readonly opening: number };
  /** Bytes written that the operating system has not taken. */
  readonly pendingWriteBytes: number;
}

export interface ConnectOptions {
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a client gives to its transport. */
export interface ClientTransportSetup {
  readonly payloadCodec: PayloadCodec;
  /** The service's name in the IDL. */
  readonly idlService: string;
  /** What stands before it in a gRPC path, without the dot; empty for none. */
  readonly packageName: string;
  /** The name of the called service in discovery. */
  readonly destination: string;
  readonly connection: ConnectionOptions;
  readonly tls: DialTls | undefined;
  /** Bytes that may wait for a slow peer before further calls are refused. */
  readonly maxPendingWriteBytes: number;
  readonly limits: WireLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A client's choice of wire protocol; an option value. */
export interface ClientTransport {
  readonly name: string;
  /** Whether metadata, deadlines and business errors travel with it. */
  readonly carriesHeaders: boolean;
  /** Whether its handlers have `stream`. */
  readonly carriesStreams: boolean;
  open(setup: ClientTransportSetup): ClientTransHandler;
}

/** How a client holds its connections; complete values. */
export type ConnectionOptions =
  | ({ readonly kind: "auto"; readonly connections: number; readonly negotiationWaitMs: number } & LongPoolNumbers)
  | ({ readonly kind: "long" } & LongPoolNumbers)
  | { readonly kind: "short" }
  | { readonly kind: "mux"; readonly connections: number };

/** Kitex's numbers for a pool of long connections. */
export interface LongPoolNumbers {
  readonly maxIdlePerAddress: number;
  readonly minIdlePerAddress: number;
  readonly maxIdleGlobal: number;
  readonly maxIdleTimeoutMs: number;
}
