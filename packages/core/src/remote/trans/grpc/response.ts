import { type HeaderList, Http2ErrorCode, type StreamEvents, type StreamReset } from "@kitex-ts/netpoll-http2";
import { callError, targetOf } from "../../../context/call-error.ts";
import type { RpcContext } from "../../../context/rpc-context.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import { messageOf, printable } from "../../../util/printable.ts";
import { grpcSubtype } from "./content-type.ts";
import { HeaderMemory } from "./header-memory.ts";
import { carriesMetadata, readMetadata } from "./metadata-headers.ts";
import { statusFailure } from "./status-failure.ts";
import { statusOfHttp, statusOfReset, textOfReset } from "./status-names.ts";
import { bizStatusOf, localStatus, readTrailers, type Trailers } from "./trailers.ts";

/** What the headers before a response say. */
interface ResponseHead {
  /** Why this is no answer of a gRPC server. */
  readonly refusal: RpcStatus | undefined;
  readonly encoding: string | undefined;
  readonly carriesMetadata: boolean;
}

/** What the last responses on a connection said in their headers. */
export class ResponseMemory {
  readonly heads: HeaderMemory<ResponseHead> = new HeaderMemory(readHead);
  readonly trailers: HeaderMemory<Trailers> = new HeaderMemory(readTrailers);
}

/** Who is told of a response, in order. Nothing follows `onDone`, `onFailed` and `onUnprocessed`. */
export interface ResponseOwner {
  /** Headers came: from here on the callee has begun to answer. */
  onBegun(): void;
  onBytes(bytes: Buffer): void;
  onWritable(): void;
  /** The callee says that the call worked. */
  onDone(): void;
  /** There is an error; `reset` says with what the stream is still to be ended, where it is not. */
  onFailed(error: Error, reset: Http2ErrorCode | undefined): void;
  /** The peer certainly did nothing with the request. */
  onUnprocessed(error: Error): void;
}

/** Reads what comes back on the stream of one call: headers, messages, trailers, or its early end. */
export class Response implements StreamEvents {
  readonly #ctx: RpcContext;
  readonly #memory: ResponseMemory;
  readonly #owner: ResponseOwner;
  #head: ResponseHead | undefined;
  #over = false;

  constructor(ctx: RpcContext, memory: ResponseMemory, owner: ResponseOwner) {
    this.#ctx = ctx;
    this.#memory = memory;
    this.#owner = owner;
  }

  /** How compressed messages are compressed. */
  get encoding(): string | undefined {
    return this.#head?.encoding;
  }

  onHeaders(headers: HeaderList, endStream: boolean): void {
    if (this.#over) return;
    if (this.#head === undefined && !this.#begin(headers, endStream)) return;
    if (endStream) this.#end(headers);
  }

  onData(bytes: Buffer, endStream: boolean): void {
    if (this.#over) return;
    if (bytes.length > 0) {
      this.#ctx.rpcInfo.stats.receivedBytes += bytes.length;
      this.#owner.onBytes(bytes);
    }
    // What was received may have ended the call.
    if (endStream && !this.#over) {
      this.#fail(localStatus(Status.Internal, "server closed the stream without sending trailers"), ErrorCode.Protocol);
    }
  }

  onReset(reset: StreamReset): void {
    if (this.#over) return;
    this.#over = true;
    const error = this.#lost(reset);
    if (reset.unprocessed) this.#owner.onUnprocessed(error);
    else this.#owner.onFailed(error, undefined);
  }

  onWritable(): void {
    if (!this.#over) this.#owner.onWritable();
  }

  /** Takes no more: the call has ended otherwise. */
  abandon(): void {
    this.#over = true;
  }

  /** Reads the first headers; says whether the response goes on. */
  #begin(headers: HeaderList, endStream: boolean): boolean {
    const head = this.#memory.heads.of(headers);
    this.#head = head;
    if (head.refusal !== undefined) {
      this.#fail(head.refusal, undefined, endStream ? undefined : Http2ErrorCode.ProtocolError);
      return false;
    }
    this.#owner.onBegun();
    // A single block of headers is the trailers: there is no header then.
    if (!endStream && (head.carriesMetadata || this.#ctx.metadataIfAny !== undefined)) {
      this.#ctx.metadata.headerCame(readMetadata(headers.fields));
    }
    return !this.#over; // a listener may have given the call up
  }

  #end(headers: HeaderList): void {
    const trailers = this.#memory.trailers.of(headers);
    if (trailers.carriesMetadata || this.#ctx.metadataIfAny !== undefined) {
      this.#ctx.metadata.trailerCame(readMetadata(headers.fields));
    }
    if (this.#over) return;
    if (trailers.status.code !== Status.Ok) {
      this.#failAsTold(trailers);
      return;
    }
    this.#over = true;
    this.#owner.onDone();
  }

  /** The callee reports a failure: a business status, or any other. */
  #failAsTold(trailers: Trailers): void {
    this.#ctx.phase = "handler";
    try {
      const biz = bizStatusOf(trailers);
      if (biz === undefined) this.#fail(trailers.status);
      else this.#tell(biz, undefined);
    } catch (cause) {
      this.#fail(localStatus(Status.Internal, messageOf(cause)), ErrorCode.Protocol);
    }
  }

  #fail(status: RpcStatus, code?: ErrorCode, reset?: Http2ErrorCode): void {
    this.#tell(statusFailure(this.#ctx, status, code), reset);
  }

  #tell(error: Error, reset: Http2ErrorCode | undefined): void {
    this.#over = true;
    this.#owner.onFailed(error, reset);
  }

  #lost({ by, code, message }: StreamReset): Error {
    const ctx = this.#ctx;
    switch (by) {
      case "peer": {
        const status = localStatus(statusOfReset(code), textOfReset(code));
        const lost = status.code === Status.Unavailable ? ErrorCode.ConnectionClosed : undefined;
        return statusFailure(ctx, status, lost);
      }
      case "protocol":
      case "owner":
        return statusFailure(ctx, localStatus(Status.Internal, message), ErrorCode.Protocol);
      case "connection": {
        const text = `lost its connection to ${targetOf(ctx)} after the request was written (${printable(message)})`;
        return callError(ctx, ErrorCode.ConnectionClosed, text, { status: localStatus(Status.Unavailable, message) });
      }
    }
  }
}

function readHead(headers: HeaderList): ResponseHead {
  return {
    refusal: refusalOf(headers.get(":status"), headers.get("content-type")),
    encoding: headers.get("grpc-encoding"),
    carriesMetadata: carriesMetadata(headers.fields),
  };
}

/** What an answer means that no gRPC server gave, in grpc-go's and Kitex's words; `undefined` for gRPC's own. */
function refusalOf(httpStatus: string | undefined, contentType: string | undefined): RpcStatus | undefined {
  const isGrpc = grpcSubtype(contentType) !== undefined;
  if (httpStatus === "200" && isGrpc) return undefined;
  const texts = [`HTTP status code ${httpStatus ?? "missing"}`];
  if (contentType === undefined) texts.push("transport: missing content-type field");
  else if (!isGrpc) texts.push(`transport: received the unexpected content-type "${contentType}"`);
  return localStatus(statusOfHttp(httpStatus), texts.join("; "));
}
