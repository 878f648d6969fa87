import { DEFAULT_WEIGHT } from "../context/instance.ts";
import type { ResolveResult, Resolver } from "./resolver.ts";

/** Answers every destination with the same addresses; what `hostPorts` stands for. */
export function staticResolver(hostPorts: readonly string[]): Resolver {
  const result: ResolveResult = {
    instances: hostPorts.map((address) => ({ address, weight: DEFAULT_WEIGHT, tags: new Map() })),
  };
  return { name: `fixed ${hostPorts.join(",")}`, fixed: result, resolve: () => result };
}
