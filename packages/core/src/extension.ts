// For codecs, transports, registries and tracers.
export { ErrorCode } from "./errors/codes.ts";
export { isKitexError, KitexError, type KitexErrorOptions } from "./errors/kitex-error.ts";
export type { HandlerTable, MethodHandler } from "./service/handler-table.ts";
export type { DecodeLimits, Envelope, MessageKind, PayloadCodec, RemoteException } from "./service/payload-codec.ts";
export type { Result } from "./service/result.ts";
export type { BodyCodec, MethodInfo, ResultCodec, ServiceInfo } from "./service/service-info.ts";
