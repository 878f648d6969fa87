import { continuationFrame, type Ending, headersFrame, openHeadersFrame } from "../../http2/raw/frames.ts";

/** What one frame holds unless its reader takes larger ones. */
const FRAME_BYTES = 16_384;

/** A field block of any size, as HEADERS and the CONTINUATION frames that it takes. */
export function blockFrames(streamId: number, block: Buffer, ending: Ending): Buffer {
  if (block.length <= FRAME_BYTES) return headersFrame(streamId, block, ending);
  const frames = [openHeadersFrame(streamId, block.subarray(0, FRAME_BYTES), ending)];
  for (let at = FRAME_BYTES; at < block.length; at += FRAME_BYTES) {
    const place = at + FRAME_BYTES < block.length ? "middle" : "last";
    frames.push(continuationFrame(streamId, block.subarray(at, at + FRAME_BYTES), place));
  }
  return Buffer.concat(frames);
}
