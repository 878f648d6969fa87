// Protobuf's JSON mapping, for applications.
export { fromJson, fromJsonString } from "./json/from-json.ts";
export { JsonMappingError } from "./json/mapping-error.ts";
export type { JsonReadOptions, JsonValue, JsonWriteOptions } from "./json/options.ts";
export { toJson, toJsonString } from "./json/to-json.ts";
export { type TypeRegistry, typeRegistry } from "./json/type-registry.ts";
