import { ErrorCode, eachMessage, KitexError, type StreamMiddleware } from "@kitex-ts/core";

/** Ends a stream that sends more than `most` requests. */
export function messageBudget(most: number): StreamMiddleware {
  return (next) => (ctx, requests) => {
    let sent = 0;
    const count = eachMessage({
      request: () => {
        sent += 1;
        if (sent > most) throw new KitexError(ErrorCode.OverLimit, `a stream may send ${most} requests`);
      },
    });
    return count(next)(ctx, requests);
  };
}
