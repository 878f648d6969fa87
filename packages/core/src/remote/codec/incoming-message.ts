import { ByteReader, u32At } from "@kitex-ts/netpoll/buffer";
import type { Envelope, PayloadCodec } from "../../payload/payload-codec.ts";
import { invalidPayload, ProtocolViolation } from "../protocol-violation.ts";
import type { WireLimits } from "../wire-limits.ts";
import { isTTHeader, type RecentHeaders, readTTHeader, type TTHeader } from "./ttheader.ts";

/** How a message stands on the connection; a reply takes the form of its request. */
export interface WireForm {
  readonly header: boolean;
  /** Whether the payload has a length of its own in front. */
  readonly framed: boolean;
}

/** A message whose head is read and whose body is not. */
export interface IncomingMessage {
  readonly form: WireForm;
  readonly header: TTHeader | undefined;
  readonly codec: PayloadCodec;
  readonly envelope: Envelope;
  /** Stands at the start of the body. */
  readonly body: ByteReader;
}

/**
 * Reads the head of a whole message: header, frame, envelope.
 *
 * Throws a `ProtocolViolation`, or whatever the codec throws, when the bytes are no message: lengths that are stated
 * twice must agree.
 */
export function readMessageHead(
  frame: Buffer,
  codecs: readonly PayloadCodec[],
  limits: WireLimits,
  recent?: RecentHeaders,
): IncomingMessage {
  const header = isTTHeader(u32At(frame, 4)) ? readTTHeader(frame, limits, recent) : undefined;
  const start = header?.payloadStart ?? 0;
  // Twelve bytes of envelope, and more, follow in every legal message.
  if (frame.length - start < 8) throw new ProtocolViolation("a message without a payload");
  const first = u32At(frame, start);
  const second = u32At(frame, start + 4);
  const bare = codecs.find((codec) => codec.matches(first));
  const codec = bare ?? codecs.find((candidate) => candidate.matches(second));
  if (codec === undefined) throw invalidPayload(first, second);
  const framed = bare === undefined;
  if (framed && first !== frame.length - start - 4) {
    throw new ProtocolViolation(`a frame of ${first} bytes in a message that has ${frame.length - start - 4} for it`);
  }
  const body = new ByteReader(frame, framed ? start + 4 : start, frame.length, limits.maxElements);
  const envelope = codec.decodeEnvelope(body);
  return { form: { header: header !== undefined, framed }, header, codec, envelope, body };
}
