/** A type that may stand in a field or a container. Typedefs are resolved; an enum is an i32 of any value. */
export type TypeDescriptor =
  | { readonly kind: "bool" | "i8" | "i16" | "i32" | "double" | "string" | "binary" | "enum" }
  | {
      readonly kind: "i64";
      /** Decode to a `number`; one past ±(2^53 − 1) is then an error. Without it, a `bigint`. */
      readonly as?: "number";
    }
  | { readonly kind: "list"; readonly element: TypeDescriptor }
  | {
      /** A `Set` of bool, number, bigint, string or enum; an array of anything else. */
      readonly kind: "set";
      readonly element: TypeDescriptor;
    }
  | { readonly kind: "map"; readonly key: TypeDescriptor; readonly value: TypeDescriptor }
  | {
      readonly kind: "struct";
      /** A function, because structs may contain themselves. It must always give the same object. */
      readonly struct: () => StructDescriptor;
    };

/** One field of a struct, member of a union, parameter of a method, or outcome of one. */
export interface FieldDescriptor {
  /** −32,768 to 32,767, unique in its struct. */
  readonly id: number;
  /** The property's name. */
  readonly name: string;
  readonly type: TypeDescriptor;
  /** What the IDL says; members of a union are `optional`. */
  readonly requiredness: "required" | "optional" | "default";
  /** Makes the IDL's default: a fresh object each time. */
  readonly default?: () => unknown;
  /**
   * On a field of default requiredness whose type is a union or a struct that contains this one again: left out when
   * absent, and absent when it was not sent.
   */
  readonly omitAbsent?: true;
}

/** A struct, union or exception; also the arguments and the outcome of a method. */
export interface StructDescriptor {
  readonly kind: "struct" | "union" | "exception";
  readonly name: string;
  /** In the order of the IDL. */
  readonly fields: readonly FieldDescriptor[];
  /**
   * Makes an exception of its decoded fields. With it, the exception's data is read from and written to its property
   * `fields`; without it, an exception is a plain object.
   */
  create?(fields: object): object;
  /** Whether a value is such an exception; goes with `create`. */
  isInstance?(value: unknown): boolean;
  /** Keep what the IDL does not know under the symbol `unknownFields`, and write it again. */
  readonly keepUnknownFields?: true;
}
