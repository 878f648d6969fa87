// For codecs, transports, resolvers, tracers and suites.
export type { ClientSuite } from "./client/options.ts";
export type { CallMetadata, MetadataListener } from "./context/call-metadata.ts";
export { type ContextKey, contextKey } from "./context/context-key.ts";
export { DEFAULT_WEIGHT, type Instance } from "./context/instance.ts";
export type { BackwardValues, MetaInfo, MetaValues, TransientValues } from "./context/meta-info.ts";
export { Metadata, type MetadataInit, type MetadataValue } from "./context/metadata.ts";
export type { AbortListener, MessageListener, RpcContext } from "./context/rpc-context.ts";
export type {
  CallConfig,
  CalleeInfo,
  CallStats,
  Invocation,
  MessageDirection,
  PeerInfo,
  RpcInfo,
} from "./context/rpc-info.ts";
export type { ResolveListener, ResolveResult, Resolver, ResolveTarget } from "./discovery/resolver.ts";
export type { InstancesChanged } from "./discovery/resolver-cache.ts";
export type { Endpoint, Middleware } from "./endpoint/endpoint.ts";
export type { StreamEndpoint, StreamMiddleware } from "./endpoint/stream-endpoint.ts";
export { type BizStatusError, isBizStatusError } from "./errors/biz-status-error.ts";
export { ErrorCode } from "./errors/codes.ts";
export { type CallPhase, isKitexError, KitexError, type KitexErrorOptions } from "./errors/kitex-error.ts";
export type { Logger } from "./logging/logger.ts";
export type { BodyCodec, ResultCodec } from "./payload/body-codec.ts";
export type { MethodInfo, StreamingMode } from "./payload/method-info.ts";
export type { DecodeLimits, Envelope, MessageKind, PayloadCodec, RemoteException } from "./payload/payload-codec.ts";
export type { Result } from "./payload/result.ts";
export type { RegistrationChanged } from "./registry/keep-registered.ts";
export type { RegistrationState, Registry, RegistryInfo } from "./registry/registry.ts";
export type { IncomingCall, ServerDispatch } from "./remote/trans/server-dispatch.ts";
export type { ServedConnection, ServerTransHandler, ServerWire } from "./remote/trans/server-trans-handler.ts";
export type {
  ClientTransHandler,
  ClientTransport,
  ClientTransportSetup,
  ConnectionOptions,
  ConnectOptions,
  LongPoolNumbers,
  TransStats,
} from "./remote/trans/trans-handler.ts";
export type { WireLimits } from "./remote/wire-limits.ts";
export type { ServerSuite } from "./server/options.ts";
export type { Server } from "./server/server.ts";
export type { CarriedProtocol } from "./service/carried-protocol.ts";
export type { HandlerTable, MethodHandler } from "./service/handler-table.ts";
export type { ServiceInfo } from "./service/service-info.ts";
export type { Monitor, Monitored, RuntimeStats } from "./tracing/monitor.ts";
export type { CallOutcome, Tracer } from "./tracing/tracer.ts";
export { Backoff, type BackoffOptions } from "./util/backoff.ts";
export { type Clock, systemClock } from "./util/clock.ts";
export { pause } from "./util/pause.ts";
export type { Timer } from "./util/timer.ts";
