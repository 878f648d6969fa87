// For codecs, transports, registries and tracers.
export { ErrorCode } from "./errors/codes.ts";
export { isKitexError, KitexError, type KitexErrorOptions } from "./errors/kitex-error.ts";
export type { BodyCodec, ResultCodec } from "./payload/body-codec.ts";
export type { MethodInfo } from "./payload/method-info.ts";
export type { DecodeLimits, Envelope, MessageKind, PayloadCodec, RemoteException } from "./payload/payload-codec.ts";
export type { Result } from "./payload/result.ts";
export type { HandlerTable, MethodHandler } from "./service/handler-table.ts";
export type { ServiceInfo } from "./service/service-info.ts";
