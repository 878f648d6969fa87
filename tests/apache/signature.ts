import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "@kitex-ts/codec-thrift";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { fromPlain, type Plain, toPlain } from "../interop/plain.ts";
import type { Dialect } from "./dialect.ts";
import { Cross, Second } from "./kitex-gen/cross/service.ts";
import type { Outcome, ServiceName } from "./peer.ts";

const services = { Cross, Second } as const;

/** What a method takes and gives, as our generated code describes it: the types by which JSON becomes values. */
export class Signature {
  readonly name: string;
  readonly oneway: boolean;
  readonly parameters: readonly FieldDescriptor[];
  readonly #success: TypeDescriptor | undefined;
  readonly #throws: readonly FieldDescriptor[];

  constructor({ name, oneway, args, result }: MethodInfo) {
    const outcomes = descriptorOf(result).fields;
    this.name = name;
    this.oneway = oneway;
    this.parameters = descriptorOf(args).fields;
    this.#success = outcomes.find(({ id }) => id === 0)?.type;
    this.#throws = outcomes.filter(({ id }) => id !== 0);
  }

  /** The parameters as values of a dialect. */
  valuesOf(args: readonly Plain[], dialect: Dialect): unknown[] {
    return this.parameters.map(({ type }, index) => dialect.fromOurs(fromPlain(args[index] ?? null, type), type));
  }

  plainArgs(values: readonly unknown[], dialect: Dialect): readonly Plain[] {
    return this.parameters.map(({ type }, index) => toPlain(dialect.toOurs(values[index], type), type));
  }

  valueOutcome(result: unknown, dialect: Dialect): Outcome {
    const type = this.#success;
    return { kind: "value", value: type === undefined ? null : toPlain(dialect.toOurs(result, type), type) };
  }

  /** The outcome of an error, if it is one that the IDL declares. */
  declaredOutcome(error: unknown, dialect: Dialect): Outcome | undefined {
    for (const { name, type } of this.#throws) {
      if (type.kind !== "struct" || !dialect.isInstance(error, type.struct())) continue;
      return { kind: "declared", name, value: toPlain(dialect.toOurs(error, type), type) };
    }
    return undefined;
  }

  /** JSON of arguments, and of a result, as the peers tell it: long texts by their digest, maps sorted. */
  told(args: readonly Plain[]): readonly Plain[] {
    return this.parameters.map(({ type }, index) => normal(args[index] ?? null, type));
  }

  toldResult(result: Plain): Plain {
    return this.#success === undefined ? null : normal(result, this.#success);
  }
}

/** The signature of a method. Throws when the service has none of that name. */
export function signatureOf(service: ServiceName, method: string): Signature {
  const info = services[service].methods.get(method);
  if (info === undefined) throw new Error(`${service} has no method ${method}`);
  return new Signature(info);
}

/** The signatures of all methods of a service. */
export function signaturesOf(service: ServiceName): readonly Signature[] {
  return Array.from(services[service].methods.values(), (info) => new Signature(info));
}

function normal(plain: Plain, type: TypeDescriptor): Plain {
  return toPlain(fromPlain(plain, type), type);
}

/** Generated codecs know the struct that they are of. */
function descriptorOf(codec: object): StructDescriptor {
  const descriptor: unknown = "descriptor" in codec ? codec.descriptor : undefined;
  if (!isStructDescriptor(descriptor)) throw new Error("a codec without a descriptor");
  return descriptor;
}

function isStructDescriptor(value: unknown): value is StructDescriptor {
  return typeof value === "object" && value !== null && "fields" in value;
}
