// For applications.
export { type Client, type ClientLifecycle, createClient } from "./client/client.ts";
export type { ClientTls } from "./client/defaults.ts";
export type {
  ClientOptions,
  ClientStreamOptions,
  ClientSuite,
  ConnectionChoice,
  ConnectionKind,
} from "./client/options.ts";
export type { CallMetadata, MetadataListener } from "./context/call-metadata.ts";
export { type ContextKey, contextKey } from "./context/context-key.ts";
export { currentContext, withMeta } from "./context/current-context.ts";
export type { Instance } from "./context/instance.ts";
export type { MetaInfo, MetaInput } from "./context/meta-info.ts";
export { Metadata, type MetadataInit, type MetadataValue } from "./context/metadata.ts";
export type { RpcContext } from "./context/rpc-context.ts";
export type { RpcInfo } from "./context/rpc-info.ts";
export { type DnsAddressOptions, type DnsServiceOptions, dnsResolver } from "./discovery/dns-resolver.ts";
export { type FileResolverOptions, fileResolver } from "./discovery/file-resolver.ts";
export { inOrder } from "./discovery/in-order.ts";
export type { ResolveListener, ResolveResult, Resolver, ResolveTarget } from "./discovery/resolver.ts";
export { eachMessage, type MessageHook, type MessageHooks } from "./endpoint/each-message.ts";
export { compose, type Endpoint, type Middleware } from "./endpoint/endpoint.ts";
export { composeStream, type StreamEndpoint, type StreamMiddleware } from "./endpoint/stream-endpoint.ts";
export { BizStatusError, type BizStatusErrorOptions, isBizStatusError } from "./errors/biz-status-error.ts";
export { ErrorCode } from "./errors/codes.ts";
export { type CallPhase, isKitexError, KitexError, type KitexErrorOptions } from "./errors/kitex-error.ts";
export { type Logger, silentLogger } from "./logging/logger.ts";
export type { Result } from "./payload/result.ts";
export type { RegistrationState, Registry, RegistryInfo } from "./registry/registry.ts";
export { type ApacheTransportOptions, buffered, framed, ttheader } from "./remote/trans/wire-transport.ts";
export type { Registration } from "./server/announce.ts";
export type { ServerTls } from "./server/defaults.ts";
export type { RegistryInfoOptions, ServerOptions, ServerStreamOptions, ServerSuite } from "./server/options.ts";
export { createServer, type ListeningAddress, type RegisterOptions, type Server } from "./server/server.ts";
export type { CallOptions } from "./service/call-options.ts";
export type { Failure, Oneway, OnewayNoRequest, Unary, UnaryNoRequest } from "./service/client-call.ts";
export type { ServiceInfo } from "./service/service-info.ts";
export type { BidiStream, ClientStream, ServerStream } from "./service/stream-call.ts";
export type { StreamOptions } from "./service/stream-options.ts";
export type { DuplexStream, MessageSource, RequestSink, ResponseStream, UploadStream } from "./stream/stream.ts";
export type { Monitor, Monitored, RuntimeStats } from "./tracing/monitor.ts";
export type { CallOutcome, Tracer } from "./tracing/tracer.ts";
