import type { RpcContext } from "../context/rpc-context.ts";

/**
 * One stream seen from the inside, on either end: the messages that go to the callee come in, those that come back go
 * out. A side that sends one message gives an iterable of one.
 *
 * Iterating begins the stream; who returns early (`break`) gives it up.
 */
export type StreamEndpoint = (ctx: RpcContext, requests: AsyncIterable<unknown>) => AsyncIterable<unknown>;

/** Wraps a stream's endpoint in another: the whole stream, and by wrapping the iterables each message. */
export type StreamMiddleware = (next: StreamEndpoint) => StreamEndpoint;

/** Puts `middlewares` around `endpoint`, the first outermost; those that are switched off (`undefined`) cost nothing. */
export function composeStream(
  middlewares: readonly (StreamMiddleware | undefined)[],
  endpoint: StreamEndpoint,
): StreamEndpoint {
  return middlewares.reduceRight<StreamEndpoint>((next, wrap) => (wrap === undefined ? next : wrap(next)), endpoint);
}
