// gRPC over HTTP/2, for applications and generated code. Nothing else in this package loads HTTP/2.
export { type RpcStatus, Status, type StatusDetail } from "./errors/rpc-status.ts";
export { type StatusErrorOptions, statusError } from "./errors/status-error.ts";
export type { GrpcOptions, KeepaliveOptions } from "./remote/trans/grpc/client-options.ts";
export type { Compressor } from "./remote/trans/grpc/compressor.ts";
export { grpcProtocol } from "./remote/trans/grpc/grpc-protocol.ts";
export { grpcServer } from "./remote/trans/grpc/grpc-server.ts";
export { grpc } from "./remote/trans/grpc/grpc-transport.ts";
export type { KeepaliveTimes } from "./remote/trans/grpc/keepalive.ts";
export type { PingPolicy } from "./remote/trans/grpc/ping-limit.ts";
export type { GrpcServerOptions } from "./remote/trans/grpc/server-options.ts";
