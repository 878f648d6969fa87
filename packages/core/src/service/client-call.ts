import type { BizStatusError } from "../errors/biz-status-error.ts";
import type { KitexError } from "../errors/kitex-error.ts";
import type { Result } from "../payload/result.ts";
import type { DuplexStream, MessageSource, ResponseStream, UploadStream } from "../stream/stream.ts";
import type { CallOptions } from "./call-options.ts";
import type { StreamOptions } from "./stream-options.ts";

/** What a client gives to generated code: calls a method by its name in the IDL. */
export interface ClientCall {
  /** Settles with the response, or rejects. `Response` is what the method's codec decodes. */
  call<Response>(method: string, request: unknown, options: CallOptions | undefined): Promise<Response>;
  /** The same, and never rejects. */
  settle<Response, Declared>(
    method: string,
    request: unknown,
    options: CallOptions | undefined,
  ): Promise<Result<Response, Failure<Declared>>>;
  /** Begins a stream that sends what `requests` gives. */
  stream<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): ResponseStream<Response>;
  /** The same with one response. */
  upload<Request, Response>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): Promise<Response>;
  /** The same, and never rejects. */
  settleUpload<Request, Response, Declared>(
    method: string,
    requests: MessageSource<Request>,
    options: StreamOptions | undefined,
  ): Promise<Result<Response, Failure<Declared>>>;
  /** Begins a stream whose requests the caller sends one by one. */
  openDuplex<Request, Response>(method: string, options: StreamOptions | undefined): DuplexStream<Request, Response>;
  /** The same with one response. */
  openUpload<Request, Response>(method: string, options: StreamOptions | undefined): UploadStream<Request, Response>;
}

/** Why a call failed: an exception that its IDL declares, a status that its handler chose, or anything else. */
export type Failure<Declared> = Declared | BizStatusError | KitexError;

/** A method with a request and a response. */
export interface Unary<Request, Response, Declared = never> {
  /** Rejects with a declared exception, a `BizStatusError` or a `KitexError`. */
  (request: Request, options?: CallOptions): Promise<Response>;
  /** Never rejects: the error is in the result, told apart by `error.name`. */
  safe(request: Request, options?: CallOptions): Promise<Result<Response, Failure<Declared>>>;
}

/** A method without parameters. */
export interface UnaryNoRequest<Response, Declared = never> {
  /** Rejects with a declared exception, a `BizStatusError` or a `KitexError`. */
  (options?: CallOptions): Promise<Response>;
  /** Never rejects: the error is in the result, told apart by `error.name`. */
  safe(options?: CallOptions): Promise<Result<Response, Failure<Declared>>>;
}

/** A method without an answer: settles when the request was handed to the operating system. */
export type Oneway<Request> = Unary<Request, void>;

/** A method without parameters and answer. */
export type OnewayNoRequest = UnaryNoRequest<void>;

/** Binds a method; generated clients have one line of this for each. */
export function unary<Request, Response, Declared = never>(
  call: ClientCall,
  method: string,
): Unary<Request, Response, Declared> {
  return Object.assign((request: Request, options?: CallOptions) => call.call<Response>(method, request, options), {
    safe: (request: Request, options?: CallOptions) => call.settle<Response, Declared>(method, request, options),
  });
}

/** Binds a method without parameters. */
export function unaryNoRequest<Response, Declared = never>(
  call: ClientCall,
  method: string,
): UnaryNoRequest<Response, Declared> {
  return Object.assign((options?: CallOptions) => call.call<Response>(method, undefined, options), {
    safe: (options?: CallOptions) => call.settle<Response, Declared>(method, undefined, options),
  });
}

/** Binds a oneway method. */
export function oneway<Request>(call: ClientCall, method: string): Oneway<Request> {
  return unary(call, method);
}

/** Binds a oneway method without parameters. */
export function onewayNoRequest(call: ClientCall, method: string): OnewayNoRequest {
  return unaryNoRequest(call, method);
}
