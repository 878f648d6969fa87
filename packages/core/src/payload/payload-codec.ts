import type { ByteReader, ByteWriter, FrameLength } from "@kitex-ts/netpoll/buffer";
import type { MethodInfo } from "./method-info.ts";
import type { Result } from "./result.ts";

/** What a message is: a request (with or without an answer), an answer, or a failure that the callee reports. */
export type MessageKind = "call" | "oneway" | "reply" | "exception";

/** What stands before a message's body. */
export interface Envelope {
  readonly kind: MessageKind;
  readonly method: string;
  readonly seqId: number;
}

/** A failure as a peer reports it. `typeId` is one of Thrift's application exceptions, or an application's own. */
export interface RemoteException {
  readonly typeId: number;
  readonly message: string;
}

/** What a decoder may spend on one message. */
export interface DecodeLimits {
  /** Structs, lists, sets and maps inside one another. */
  readonly maxDepth: number;
  /** Elements of all lists, sets and maps together. */
  readonly maxElements: number;
}

/**
 * Turns requests and results into bytes and back, envelope included. It knows no frame and no header.
 *
 * Encoders append to `out` and may throw half-way: the caller drops what was written. Decoders get a whole message.
 * Whatever a codec throws is wrapped by the caller, so a plain `Error` whose message names the field is right.
 */
export interface PayloadCodec {
  readonly name: string;

  /**
   * What gRPC calls bare bodies of this codec, behind `application/grpc+`: `"proto"`, `"thrift"`. The first codec of a
   * service that a bare `application/grpc` means is Protobuf's.
   */
  readonly contentSubtype: string;

  /** Whether a message that starts with these four bytes (big-endian, unsigned) is this codec's. */
  matches(firstFourBytes: number): boolean;

  /** A finder for the end of messages that stand on a connection without a frame; one for each connection. */
  messageLength?(limits: DecodeLimits): FrameLength;

  encodeRequest(out: ByteWriter, method: MethodInfo, seqId: number, request: unknown, limits: DecodeLimits): void;

  encodeReply(
    out: ByteWriter,
    method: MethodInfo,
    seqId: number,
    outcome: Result<unknown, unknown>,
    limits: DecodeLimits,
  ): void;

  /** A reply without a result: for business errors, which travel in headers, and for control frames. */
  encodeEmptyReply(out: ByteWriter, method: string, seqId: number): void;

  encodeException(out: ByteWriter, method: string, seqId: number, exception: RemoteException): void;

  decodeEnvelope(input: ByteReader): Envelope;

  decodeRequest(input: ByteReader, method: MethodInfo, limits: DecodeLimits): unknown;

  /** The success value or the declared exception; `undefined` when the reply carries neither and is not void. */
  decodeReply(input: ByteReader, method: MethodInfo, limits: DecodeLimits): Result<unknown, unknown> | undefined;

  decodeException(input: ByteReader): RemoteException;
}
