import type { Result } from "../payload/result.ts";
import type { DuplexStream, MessageSource, ResponseStream, UploadStream } from "../stream/stream.ts";
import type { ClientCall, Failure } from "./client-call.ts";
import type { StreamOptions } from "./stream-options.ts";

/**
 * A method with one request and any number of responses. It begins at once. Throws `InvalidOption` or `ClientClosed` when
 * it cannot begin; whatever else goes wrong is told by the responses.
 */
export type ServerStream<Request, Response> = (request: Request, options?: StreamOptions) => ResponseStream<Response>;

/** A method with any number of requests and one response. */
export interface ClientStream<Request, Response, Declared = never> {
  /** Sends what `requests` gives. Rejects as a unary call does. */
  (requests: MessageSource<Request>, options?: StreamOptions): Promise<Response>;
  /** Never rejects: the error is in the result, told apart by `error.name`. */
  safe(requests: MessageSource<Request>, options?: StreamOptions): Promise<Result<Response, Failure<Declared>>>;
  /** Begins the stream; the caller sends each request itself. Throws `InvalidOption` or `ClientClosed`. */
  open(options?: StreamOptions): UploadStream<Request, Response>;
}

/** A method with any number of requests and responses. Both forms throw `InvalidOption` or `ClientClosed`. */
export interface BidiStream<Request, Response> {
  /** Sends what `requests` gives while the responses are read. */
  (requests: MessageSource<Request>, options?: StreamOptions): ResponseStream<Response>;
  /** Begins the stream; the caller sends each request itself. */
  open(options?: StreamOptions): DuplexStream<Request, Response>;
}

/** Binds a method that streams its responses. */
export function serverStream<Request, Response>(call: ClientCall, method: string): ServerStream<Request, Response> {
  return (request, options) => call.stream<Request, Response>(method, [request], options);
}

/** Binds a method that streams its requests. */
export function clientStream<Request, Response, Declared = never>(
  call: ClientCall,
  method: string,
): ClientStream<Request, Response, Declared> {
  return Object.assign(
    (requests: MessageSource<Request>, options?: StreamOptions) =>
      call.upload<Request, Response>(method, requests, options),
    {
      safe: (requests: MessageSource<Request>, options?: StreamOptions) =>
        call.settleUpload<Request, Response, Declared>(method, requests, options),
      open: (options?: StreamOptions) => call.openUpload<Request, Response>(method, options),
    },
  );
}

/** Binds a method that streams both ways. */
export function bidiStream<Request, Response>(call: ClientCall, method: string): BidiStream<Request, Response> {
  return Object.assign(
    (requests: MessageSource<Request>, options?: StreamOptions) =>
      call.stream<Request, Response>(method, requests, options),
    { open: (options?: StreamOptions) => call.openDuplex<Request, Response>(method, options) },
  );
}
