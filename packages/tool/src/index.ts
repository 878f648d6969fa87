/** kitex: writes TypeScript clients, servers and codecs from Thrift IDL. */

export { ExitCode, IdlError, ToolError } from "./errors.ts";
export { type GenerateOptions, type GenerateResult, generate, type ServiceOptions } from "./generate.ts";
export type { ImportExtension } from "./plan/module-path.ts";
export type { I64Mapping } from "./plan/shapes.ts";
