import type { BodyCodec, Result, ResultCodec } from "@kitex-ts/core/extension";
import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { StructDescriptor } from "./descriptor.ts";

/** What a codec made here knows beside its two functions: the type, so that a failure can be explained. */
export interface Described {
  readonly descriptor: StructDescriptor;
}

/**
 * A method's arguments. The descriptor has one field per parameter; the value is that parameter when there is one, an
 * object by parameter name when there are several, and `undefined` when there is none.
 */
export function bodyCodec<Output, Input = Output>(
  descriptor: StructDescriptor,
  write: (value: Input, out: ByteWriter, depth: number) => void,
  read: (input: ByteReader, depth: number) => Output,
): BodyCodec<Output, Input> & Described {
  return { descriptor, write, read };
}

/**
 * What comes back from a method. The descriptor has the field 0, `success`, unless the method is void, and one optional
 * field per declared exception.
 */
export function resultCodec<Output, Input = Output>(
  descriptor: StructDescriptor,
  write: (outcome: Result<Input, unknown>, out: ByteWriter, depth: number) => void,
  read: (input: ByteReader, depth: number) => Result<Output, unknown> | undefined,
): ResultCodec<Output, Input> & Described {
  return { descriptor, write, read, declares: (error) => declares(descriptor, error) };
}

function declares(descriptor: StructDescriptor, error: unknown): boolean {
  return descriptor.fields.some(({ type }) => type.kind === "struct" && type.struct().isInstance?.(error) === true);
}
