import { callError } from "../context/call-error.ts";
import type { Instance } from "../context/instance.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { ErrorCode } from "../errors/codes.ts";
import type { ClientTransHandler } from "../remote/trans/trans-handler.ts";
import { type PeerAddress, readAddress } from "./defaults.ts";

/** The innermost endpoint: hands the request to the transport, for the instance that was chosen above. */
export function invoke(transHandler: ClientTransHandler): Endpoint {
  // Resolvers give the same instance objects again and again.
  const addresses = new WeakMap<Instance, PeerAddress>();

  // Not `async`, for speed; so that it never throws at once all the same, it rejects by hand.
  return (ctx, request) => {
    const { instance } = ctx.rpcInfo.to;
    if (instance === undefined) {
      return Promise.reject(callError(ctx, ErrorCode.NoInstance, `has no instance to go to: nothing above chose one`));
    }
    let address = addresses.get(instance);
    if (address === undefined) {
      address = readAddress(instance.address);
      if (address === undefined) {
        const text = `cannot go to "${instance.address}": it is none of "host:port", "[::1]:port" and "unix:/path"`;
        return Promise.reject(callError(ctx, ErrorCode.ServiceDiscovery, text));
      }
      addresses.set(instance, address);
    }
    return ctx.rpcInfo.invocation.methodInfo.oneway
      ? transHandler.sendOneway(ctx, address, request)
      : transHandler.roundTrip(ctx, address, request);
  };
}
