import type { Endpoint } from "../endpoint/endpoint.ts";
import type { ClientTransHandler } from "../remote/trans/trans-handler.ts";
import { addressReader } from "./address-of.ts";
import type { PeerAddress } from "./defaults.ts";

/** The innermost endpoint: hands the request to the transport, for the instance that was chosen above. */
export function invoke(transHandler: ClientTransHandler): Endpoint {
  const addressOf = addressReader();

  // Not `async`, for speed; so that it never throws at once all the same, it rejects by hand.
  return (ctx, request) => {
    let address: PeerAddress;
    try {
      address = addressOf(ctx);
    } catch (error) {
      return Promise.reject(error);
    }
    return ctx.rpcInfo.invocation.methodInfo.oneway
      ? transHandler.sendOneway(ctx, address, request)
      : transHandler.roundTrip(ctx, address, request);
  };
}
