/** kitex: writes TypeScript clients, servers and codecs from Thrift and Protobuf IDL. */

export { ExitCode, IdlError, ToolError } from "./errors.ts";
export { type GenerateOptions, type GenerateResult, generate, type ServiceOptions } from "./generate.ts";
export type { IdlKind } from "./load.ts";
export type { ImportExtension } from "./plan/module-path.ts";
export type { I64Mapping } from "./plan/shapes.ts";
