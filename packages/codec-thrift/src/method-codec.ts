import type { BodyCodec, Result, ResultCodec } from "@kitex-ts/core/extension";
import { bodyCodec, type Described, resultCodec } from "./body-codec.ts";
import type { StructDescriptor } from "./descriptor.ts";
import { ownValue } from "./own-value.ts";
import type { StructCodec } from "./struct-codec.ts";
import { notA, undeclaredException } from "./thrift-error.ts";

// The structs of arguments and outcomes are not the user's data: they cost no level of depth, hence `depth + 1`.

/** A method's arguments (see `bodyCodec`), written and read by a codec of the struct that holds them. */
export function argsCodec(descriptor: StructDescriptor, codec: StructCodec): BodyCodec & Described {
  const [first, second] = descriptor.fields;
  const only = second === undefined ? first?.name : undefined;
  return bodyCodec<unknown>(
    descriptor,
    (value, out, depth) => codec.write(only === undefined ? (value ?? {}) : { [only]: value }, out, depth + 1),
    (input, depth) => {
      const args = codec.read(input, depth + 1);
      if (only !== undefined) return propertyOf(args, only);
      return first === undefined ? undefined : args;
    },
  );
}

/** What comes back from a method (see `resultCodec`), written and read by a codec of the struct that holds it. */
export function outcomeCodec(descriptor: StructDescriptor, codec: StructCodec): ResultCodec & Described {
  const success = descriptor.fields.find((field) => field.id === 0);
  const exceptions = descriptor.fields.filter((field) => field !== success);
  return resultCodec<unknown>(
    descriptor,
    (outcome, out, depth) => codec.write(structOf(outcome), out, depth + 1),
    (input, depth) => {
      const struct = codec.read(input, depth + 1);
      for (const { name } of exceptions) {
        const error = propertyOf(struct, name);
        if (error !== undefined) return { ok: false, error };
      }
      if (success === undefined) return { ok: true, value: undefined };
      const value = propertyOf(struct, success.name);
      return value === undefined ? undefined : { ok: true, value };
    },
  );

  function structOf(outcome: Result<unknown, unknown>): object {
    if (outcome.ok) {
      if (success === undefined) return {};
      if (outcome.value === undefined) throw notA("a value of the method's result type", undefined);
      return { [success.name]: outcome.value };
    }
    const thrown = exceptions.find(({ type }) => type.kind === "struct" && type.struct().isInstance?.(outcome.error));
    if (thrown === undefined) throw undeclaredException(outcome.error);
    return { [thrown.name]: outcome.error };
  }
}

function propertyOf(struct: unknown, name: string): unknown {
  return typeof struct === "object" && struct !== null ? ownValue(struct, name) : undefined;
}
