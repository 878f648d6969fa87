import { type Address, type DialTls, parseAddress } from "@kitex-ts/netpoll";
import { type Logger, warningLogger } from "../logging/logger.ts";
import type { LongPoolNumbers } from "../remote/trans/trans-handler.ts";
import { type Clock, systemClock } from "../util/clock.ts";

/** What a TLS client can be told. */
export type ClientTls = DialTls;

/** Where a peer is. */
export type PeerAddress = Address;

/** Reads `host:port`, `[::1]:port` or `unix:/path`; `undefined` when it is none of them. */
export function readAddress(text: string): Address | undefined {
  return parseAddress(text);
}

/** Kitex's numbers for a pool: 10 idle connections for an address, 100 in all, closed after a minute. */
export const longPoolDefaults: LongPoolNumbers = {
  maxIdlePerAddress: 10,
  minIdlePerAddress: 0,
  maxIdleGlobal: 100,
  maxIdleTimeoutMs: 60_000,
};

/** One shared connection for an address, and at most 10 ms of waiting to learn whether its peer shares. */
export const sharedDefaults: { readonly connections: number; readonly negotiationWaitMs: number } = {
  connections: 1,
  negotiationWaitMs: 10,
};

/** The values of options that are not given. */
export const clientDefaults: {
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly exitWaitMs: number;
  readonly maxFrameBytes: number;
  readonly maxPendingWriteBytes: number;
  readonly logger: Logger;
  readonly clock: Clock;
} = {
  timeoutMs: 5_000,
  connectTimeoutMs: 1_000,
  exitWaitMs: 5_000,
  maxFrameBytes: 64 * 1024 * 1024,
  maxPendingWriteBytes: 64 * 1024 * 1024,
  logger: warningLogger,
  clock: systemClock,
};
