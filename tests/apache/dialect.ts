import type { StructDescriptor, TypeDescriptor } from "@kitex-ts/codec-thrift";

/** How the values of one kind of generated code stand to ours. */
export interface Dialect {
  fromOurs(value: unknown, type: TypeDescriptor): unknown;
  toOurs(value: unknown, type: TypeDescriptor): unknown;
  /** Whether an error is of this exception's class. */
  isInstance(error: unknown, exception: StructDescriptor): boolean;
}

/** Our own values. */
export const ourDialect: Dialect = {
  fromOurs: (value) => value,
  toOurs: (value) => value,
  isInstance: (error, exception) => exception.isInstance?.(error) === true,
};
