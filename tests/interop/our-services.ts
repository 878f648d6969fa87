import type { StructDescriptor } from "@kitex-ts/codec-thrift";
import type { ServiceInfo } from "@kitex-ts/core";
import { Evolving as EvolvingV1 } from "./kitex-gen/evolution/v1/evolution-v1/service.ts";
import { Evolving as EvolvingV2 } from "./kitex-gen/evolution/v2/evolution-v2/service.ts";
import { Annex, Lab, Nowhere, Twin } from "./kitex-gen/lab/service.ts";
import type { ServiceName } from "./peer.ts";

/** The generated facts of each service. */
export const ourServices = { Lab, Annex, Twin, Nowhere, EvolvingV1, EvolvingV2 } as const;

/** What JSON has to be turned into for a method, and what it is made of. */
export interface MethodTypes {
  readonly args: StructDescriptor;
  readonly result: StructDescriptor;
  readonly oneway: boolean;
}

/** The types of a method. Throws when the service has none of that name. */
export function methodTypes(name: ServiceName, method: string): MethodTypes {
  const service: ServiceInfo<object, never> = ourServices[name];
  const info = service.methods.get(method);
  if (info === undefined) throw new Error(`${name} has no method ${method}`);
  return { args: descriptorOf(info.args), result: descriptorOf(info.result), oneway: info.oneway };
}

/** The struct of a method's arguments, or of its outcome. */
export function descriptorOf(codec: object): StructDescriptor {
  const descriptor: unknown = "descriptor" in codec ? codec.descriptor : undefined;
  if (!isStructDescriptor(descriptor)) throw new Error("a codec without a descriptor");
  return descriptor;
}

function isStructDescriptor(value: unknown): value is StructDescriptor {
  return typeof value === "object" && value !== null && "fields" in value;
}
