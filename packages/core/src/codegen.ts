// For generated code only. What is here never changes its meaning: a new contract gets a door of its own.
export type { RpcContext } from "./context/rpc-context.ts";
export type { MethodInfo } from "./payload/method-info.ts";
export type { Result } from "./payload/result.ts";
export type { CallOptions } from "./service/call-options.ts";
export {
  type ClientCall,
  type Oneway,
  type OnewayNoRequest,
  oneway,
  onewayNoRequest,
  type Unary,
  type UnaryNoRequest,
  unary,
  unaryNoRequest,
} from "./service/client-call.ts";
export { defineService } from "./service/define-service.ts";
export type { HandlerTable } from "./service/handler-table.ts";
export type { ServiceInfo } from "./service/service-info.ts";
export {
  type BidiStream,
  bidiStream,
  type ClientStream,
  clientStream,
  type ServerStream,
  serverStream,
} from "./service/stream-call.ts";
export type { StreamOptions } from "./service/stream-options.ts";
