import { callError } from "../context/call-error.ts";
import type { Instance } from "../context/instance.ts";
import type { RpcContext } from "../context/rpc-context.ts";
import { ErrorCode } from "../errors/codes.ts";
import { type PeerAddress, readAddress } from "./defaults.ts";

/** Makes what reads the address of the instance that was chosen for a call. It throws when there is none, or no address. */
export function addressReader(): (ctx: RpcContext) => PeerAddress {
  // Resolvers give the same instance objects again and again.
  const addresses = new WeakMap<Instance, PeerAddress>();

  return (ctx) => {
    const { instance } = ctx.rpcInfo.to;
    if (instance === undefined) {
      throw callError(ctx, ErrorCode.NoInstance, "has no instance to go to: nothing above chose one");
    }
    const known = addresses.get(instance);
    if (known !== undefined) return known;
    const address = readAddress(instance.address);
    if (address === undefined) {
      const text = `cannot go to "${instance.address}": it is none of "host:port", "[::1]:port" and "unix:/path"`;
      throw callError(ctx, ErrorCode.ServiceDiscovery, text);
    }
    addresses.set(instance, address);
    return address;
  };
}
