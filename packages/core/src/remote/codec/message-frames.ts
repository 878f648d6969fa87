import type { FrameLength } from "@kitex-ts/netpoll";
import type { PayloadCodec } from "../../payload/payload-codec.ts";
import { invalidPayload, ProtocolViolation } from "../protocol-violation.ts";
import type { WireLimits } from "../wire-limits.ts";
import { isTTHeader, TTHEADER_FIXED_BYTES } from "./ttheader.ts";

/** Every message is told from its first eight bytes; no legal one is shorter. */
const PROBE_BYTES = 8;

/**
 * Finds the end of messages in any mix of TTHeader, framed and bare ones, as a Kitex server and client take them.
 *
 * The answer is stateful: one for each connection.
 */
export function messageFrames(codecs: readonly PayloadCodec[], limits: WireLimits): FrameLength {
  const bare = codecs.map((codec) => ({ codec, length: codec.messageLength?.(limits) }));
  return (pending) => {
    if (pending.length < PROBE_BYTES) return undefined;
    const first = pending.u32(0);
    const second = pending.u32(4);
    if (isTTHeader(second)) return headedLength(first);
    for (const { codec, length } of bare) if (codec.matches(first) && length !== undefined) return length(pending);
    if (codecs.some((codec) => codec.matches(second))) return framedLength(first);
    throw invalidPayload(first, second);
  };
}

function headedLength(length: number): number {
  if (length < TTHEADER_FIXED_BYTES - 4) {
    throw new ProtocolViolation(`a TTHeader frame of ${length} bytes is too short`);
  }
  return length + 4;
}

function framedLength(length: number): number {
  if (length < PROBE_BYTES) throw new ProtocolViolation(`a frame of ${length} bytes is too short for a message`);
  return length + 4;
}
