import type { StreamEndpoint } from "../endpoint/stream-endpoint.ts";
import { addressReader } from "./address-of.ts";
import type { StreamCarrier } from "./carriers.ts";

/** The innermost endpoint of streams: hands the requests to the transport, for the instance that was chosen above. */
export function invokeStream(carrier: () => StreamCarrier): StreamEndpoint {
  const addressOf = addressReader();
  return (ctx, requests) => carrier().stream(ctx, addressOf(ctx), requests);
}
