import type { StructDescriptor } from "@kitex-ts/codec-thrift";
import type { ServiceInfo } from "@kitex-ts/core";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { Evolving as EvolvingV1 } from "./kitex-gen/evolution/v1/evolution-v1/service.ts";
import { Evolving as EvolvingV2 } from "./kitex-gen/evolution/v2/evolution-v2/service.ts";
import { Annex, Lab, Nowhere, Twin } from "./kitex-gen/lab/service.ts";
import type { ServiceName } from "./peer.ts";
import { type Plain, structFromPlain, structToPlain } from "./plain.ts";

/** The generated facts of each service. */
export const ourServices = { Lab, Annex, Twin, Nowhere, EvolvingV1, EvolvingV2 } as const;

/** Facts of a method. Throws when the service has none of that name. */
export function methodInfo(name: ServiceName, method: string): MethodInfo {
  const service: ServiceInfo<object, never> = ourServices[name];
  const info = service.methods.get(method);
  if (info === undefined) throw new Error(`${name} has no method ${method}`);
  return info;
}

/** What JSON has to be turned into for a method, and what it is made of. */
export interface MethodTypes {
  readonly args: StructDescriptor;
  readonly result: StructDescriptor;
}

/** The types of a method. */
export function typesOf({ args, result }: MethodInfo): MethodTypes {
  return { args: descriptorOf(args), result: descriptorOf(result) };
}

/** A request, which is the only parameter of a method or an object of several, as JSON by parameter name. */
export function requestToPlain(request: unknown, { args }: MethodTypes): Plain {
  const [only, second] = args.fields;
  if (only === undefined) return {};
  return structToPlain(second === undefined ? { [only.name]: request } : request, args);
}

/** The request that such JSON means; `undefined` of a method without parameters. */
export function requestFromPlain(plain: Plain, { args }: MethodTypes): unknown {
  const request = structFromPlain(plain, args);
  const [only, second] = args.fields;
  if (only === undefined) return undefined;
  return second === undefined ? Reflect.get(request, only.name) : request;
}

function descriptorOf(codec: object): StructDescriptor {
  const descriptor: unknown = "descriptor" in codec ? codec.descriptor : undefined;
  if (!isStructDescriptor(descriptor)) throw new Error("a codec without a descriptor");
  return descriptor;
}

function isStructDescriptor(value: unknown): value is StructDescriptor {
  return typeof value === "object" && value !== null && "fields" in value;
}
