import { Http2ErrorCode } from "./error-code.ts";
import type { FloodGuard } from "./flood-guard.ts";
import { connectionError, type FrameError } from "./frame-error.ts";
import { FrameFlag, FrameType, frameType, hasFlag, streamIdOf } from "./frame-header.ts";
import { readContinuation, readDependency, readHeaders } from "./frame-reader.ts";
import type { SessionOptions } from "./session-options.ts";

/** A header block, whole. */
export interface HeaderBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  /** The stream was said to depend on itself, which makes it an error (RFC 7540 section 5.3.1). */
  readonly dependsOnItself: boolean;
  readonly bytes: Buffer;
}

/** A block whose CONTINUATION frames are still to come. */
interface BegunBlock {
  readonly start: HeaderBlock;
  readonly parts: Buffer[];
  length: number;
}

/** Puts header blocks together that came in a HEADERS frame and CONTINUATIONs behind it (RFC 9113 section 6.10). */
export class HeaderBlocks {
  readonly #floods: FloodGuard;
  readonly #maxContinuations: number;
  readonly #maxBytes: number;
  #begun: BegunBlock | undefined;

  constructor(floods: FloodGuard, options: SessionOptions) {
    this.#floods = floods;
    this.#maxContinuations = options.floods.continuations;
    // Huffman codes make what is sent longer than what it says only for a few odd characters.
    this.#maxBytes = options.maxHeaderListBytes * 2;
  }

  /** Between the frames of a block there are no others, of whatever type. Throws a connection error for one. */
  expectContinuation(frame: Buffer): void {
    const streamId = this.#begun?.start.streamId;
    if (frameType(frame) === FrameType.Continuation) {
      if (streamId !== streamIdOf(frame)) throw protocolError("a CONTINUATION of no header block");
    } else if (streamId !== undefined) throw protocolError("another frame inside a header block");
  }

  /** Takes a HEADERS frame; `undefined` when its block is not complete. */
  begin(frame: Buffer): HeaderBlock | undefined {
    const streamId = streamIdOf(frame);
    const start = {
      streamId,
      endStream: hasFlag(frame, FrameFlag.EndStream),
      dependsOnItself: readDependency(frame) === streamId,
      bytes: readHeaders(frame),
    };
    if (start.bytes.length === 0) this.#floods.emptyFrame();
    if (hasFlag(frame, FrameFlag.EndHeaders)) return start;
    this.#begun = { start, parts: [start.bytes], length: start.bytes.length };
    return undefined;
  }

  /** Takes a CONTINUATION frame of the block that was begun; `undefined` when that is still not complete. */
  continue(frame: Buffer): HeaderBlock | undefined {
    const begun = this.#begun;
    if (begun === undefined) throw protocolError("a CONTINUATION of no header block");
    const part = readContinuation(frame);
    if (part.length === 0) this.#floods.emptyFrame();
    begun.parts.push(part);
    begun.length += part.length;
    if (begun.parts.length > this.#maxContinuations + 1 || begun.length > this.#maxBytes) {
      const text = `a header block of ${begun.parts.length} frames and ${begun.length} bytes so far`;
      throw connectionError(Http2ErrorCode.EnhanceYourCalm, text);
    }
    if (!hasFlag(frame, FrameFlag.EndHeaders)) return undefined;
    this.#begun = undefined;
    return { ...begun.start, bytes: Buffer.concat(begun.parts) };
  }
}

function protocolError(problem: string): FrameError {
  return connectionError(Http2ErrorCode.ProtocolError, problem);
}
