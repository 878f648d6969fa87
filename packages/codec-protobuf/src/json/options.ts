import type { TypeRegistry } from "./type-registry.ts";

/** What a message may look like in JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export interface JsonReadOptions {
  /** Passes over members that the type does not have, and over names that an enum does not have. Default: they are refused. */
  readonly ignoreUnknownFields?: boolean;
  /** The types that a `google.protobuf.Any` may hold. Default: none. */
  readonly types?: TypeRegistry;
  /** Messages inside one another. Default: 100, as in other implementations. */
  readonly maxDepth?: number;
}

export interface JsonWriteOptions {
  /** Writes fields without presence, lists and maps also where they are zero or empty. Default: they are left out. */
  readonly alwaysEmitImplicit?: boolean;
  /** Names members as the .proto file does. Default: by their JSON names, in lowerCamelCase. */
  readonly protoFieldNames?: boolean;
  /** Default: the names of enum values. */
  readonly enumsAsNumbers?: boolean;
  /** The types that a `google.protobuf.Any` may hold. Default: none. */
  readonly types?: TypeRegistry;
  /** Messages inside one another. Default: 100. */
  readonly maxDepth?: number;
}

/** How deep messages may lie where the options do not say. */
export const defaultMaxDepth = 100;
