import { Http2ErrorCode } from "./error-code.ts";
import type { FloodGuard } from "./flood-guard.ts";
import { connectionError, type FrameError, streamError } from "./frame-error.ts";
import { FrameFlag, frameHeaderBytes, hasFlag, streamIdOf } from "./frame-header.ts";
import { readData, readDependency, readRstStream, readWindowUpdate } from "./frame-reader.ts";
import { type HeaderBlock, HeaderBlocks } from "./header-blocks.ts";
import { HeaderList } from "./header-list.ts";
import { validateRequest } from "./header-rules.ts";
import { HeaderDecoder } from "./hpack/header-decoder.ts";
import { HeaderListTooLarge } from "./hpack/header-list-too-large.ts";
import type { SessionParts } from "./session-parts.ts";
import { Stream, type StreamHome } from "./stream.ts";
import type { StreamEvents } from "./stream-events.ts";
import type { StreamTable } from "./stream-table.ts";

/** The answer to a request whose headers are too large (RFC 6585 section 5), which nobody here hears more of. */
const tooLarge = new HeaderList([{ name: ":status", value: "431" }]);
const nobody: StreamEvents = { onHeaders: () => {}, onData: () => {}, onReset: () => {} };

/**
 * Takes the frames that belong to streams. The methods throw a `FrameError` for what RFC 9113 does not allow; one of
 * scope `stream` is then given to `refuse`.
 */
export class StreamFrames {
  readonly #side: "client" | "server";
  readonly #table: StreamTable;
  readonly #home: StreamHome;
  readonly #floods: FloodGuard;
  readonly #maxStreams: number;
  readonly #blocks: HeaderBlocks;
  readonly #decoder: HeaderDecoder;
  readonly #onStream: (stream: Stream, headers: HeaderList, endStream: boolean) => void;
  /** Whether the peer knows the limits that it was sent. */
  #limitsKnown = false;

  /** `onStream`: the peer opened a stream. */
  constructor(
    { side, table, floods, options }: SessionParts,
    home: StreamHome,
    onStream: (stream: Stream, headers: HeaderList, endStream: boolean) => void,
  ) {
    this.#side = side;
    this.#table = table;
    this.#home = home;
    this.#floods = floods;
    this.#maxStreams = options.maxConcurrentStreams;
    this.#blocks = new HeaderBlocks(floods, options);
    this.#decoder = new HeaderDecoder(options);
    this.#onStream = onStream;
  }

  /** The peer has acknowledged our settings. */
  limitsKnown(headerTableBytes: number): void {
    this.#limitsKnown = true;
    this.#decoder.limitTable(headerTableBytes);
  }

  /** Throws a connection error for a frame that interrupts a header block. */
  expectContinuation(frame: Buffer): void {
    this.#blocks.expectContinuation(frame);
  }

  headers(frame: Buffer): void {
    const block = this.#blocks.begin(frame);
    if (block !== undefined) this.#headerBlock(block);
  }

  continuation(frame: Buffer): void {
    const block = this.#blocks.continue(frame);
    if (block !== undefined) this.#headerBlock(block);
  }

  data(frame: Buffer): void {
    const streamId = streamIdOf(frame);
    const bytes = readData(frame);
    const endStream = hasFlag(frame, FrameFlag.EndStream);
    const payload = frame.length - frameHeaderBytes;
    this.#home.inflow.came(payload);
    const stream = this.#table.find(streamId);
    if (stream === undefined) {
      this.#onClosed(streamId, "DATA");
      return;
    }
    if (bytes.length > 0) this.#floods.progress();
    else if (!endStream) this.#floods.emptyFrame();
    stream.receiveData(bytes, payload - bytes.length, endStream);
  }

  rstStream(frame: Buffer): void {
    const stream = this.#find(frame, "RST_STREAM");
    if (stream === undefined) return;
    if (this.#side === "server") this.#floods.reset();
    stream.receiveReset(readRstStream(frame));
  }

  windowUpdate(frame: Buffer): void {
    const stream = this.#find(frame, "WINDOW_UPDATE");
    if (stream !== undefined) this.#home.outbox.openStreamWindow(stream, readWindowUpdate(frame));
  }

  /** Priorities are not followed (RFC 9113 section 5.3.2), only checked. */
  priority(frame: Buffer): void {
    this.#floods.idleFrame();
    if (readDependency(frame) === streamIdOf(frame)) throw dependsOnItself();
  }

  /** Ends a stream that an error of its scope was thrown for. Throws a connection error where there is none to end. */
  refuse(streamId: number, { code, message }: FrameError): void {
    if (this.#table.isIdle(streamId)) throw connectionError(code, `stream ${streamId} is idle: ${message}`);
    if (this.#side === "server") this.#floods.reset();
    const stream = this.#table.find(streamId);
    if (stream === undefined) this.#reject(streamId, code);
    else stream.refuse(code, message);
  }

  /** The open stream that a frame means; `undefined` for one that is gone, whose frames may have crossed its end. */
  #find(frame: Buffer, type: string): Stream | undefined {
    const streamId = streamIdOf(frame);
    const stream = this.#table.find(streamId);
    if (stream === undefined && this.#table.isIdle(streamId)) throw onIdle(streamId, type);
    if (stream === undefined) this.#floods.idleFrame();
    return stream;
  }

  /** DATA, or HEADERS that open no stream, on a stream that is not open (RFC 9113 section 5.1). */
  #onClosed(streamId: number, type: "DATA" | "HEADERS"): void {
    if (this.#table.isIdle(streamId)) throw onIdle(streamId, type);
    const ending = this.#table.endingOf(streamId);
    const wasOurs = ending === undefined && this.#side === "client";
    if (ending === "reset" || wasOurs) {
      this.#floods.idleFrame();
      return;
    }
    const text = `${type} on stream ${streamId}, which is closed`;
    if (type === "DATA" || ending === "reset-by-peer") throw streamError(Http2ErrorCode.StreamClosed, text);
    throw connectionError(ending === "ended" ? Http2ErrorCode.StreamClosed : Http2ErrorCode.ProtocolError, text);
  }

  #headerBlock(block: HeaderBlock): void {
    const { streamId, endStream } = block;
    const headers = this.#decode(block);
    const stream = this.#table.find(streamId);
    if (stream === undefined) {
      if (this.#side === "server" && streamId % 2 === 1 && this.#table.isIdle(streamId))
        this.#openStream(block, headers);
      else this.#onClosed(streamId, "HEADERS");
      return;
    }
    this.#floods.progress();
    if (block.dependsOnItself) throw dependsOnItself();
    if (headers instanceof HeaderList) stream.receiveHeaders(headers, endStream);
    else throw streamError(Http2ErrorCode.EnhanceYourCalm, headers.message);
  }

  /** Every block is decoded, whatever becomes of it: the blocks behind it depend on it. */
  #decode(block: HeaderBlock): HeaderList | HeaderListTooLarge {
    try {
      return this.#decoder.decode(block.bytes);
    } catch (error) {
      if (error instanceof HeaderListTooLarge) return error;
      throw error;
    }
  }

  #openStream(block: HeaderBlock, headers: HeaderList | HeaderListTooLarge): void {
    const { streamId, endStream } = block;
    this.#table.use(streamId);
    if (!this.#table.accepts(streamId)) {
      this.#table.close(streamId, "reset");
      return;
    }
    if (block.dependsOnItself) throw dependsOnItself();
    if (this.#table.size >= this.#maxStreams) {
      this.#overLimit(streamId);
      return;
    }
    if (!(headers instanceof HeaderList)) {
      this.#answerTooLarge(streamId, endStream);
      return;
    }
    const fault = validateRequest(headers);
    if (fault !== undefined) throw streamError(Http2ErrorCode.ProtocolError, fault);
    const stream = Stream.ofRequest(streamId, this.#home, headers, endStream);
    this.#floods.progress();
    this.#table.add(stream);
    this.#onStream(stream, headers, endStream);
  }

  /** RFC 9113 section 5.1.2. Before the peer knows the limit, it is not to blame. */
  #overLimit(streamId: number): void {
    if (this.#limitsKnown) this.#floods.reset();
    else this.#floods.idleFrame();
    this.#reject(streamId, Http2ErrorCode.RefusedStream);
  }

  #answerTooLarge(streamId: number, endStream: boolean): void {
    this.#floods.reset();
    const stream = Stream.ofRequest(streamId, this.#home, new HeaderList([]), endStream);
    this.#table.add(stream);
    stream.attend(nobody);
    stream.sendHeaders(tooLarge, true);
    stream.reset(Http2ErrorCode.NoError);
  }

  /** Resets a stream that is not open. */
  #reject(streamId: number, code: Http2ErrorCode): void {
    this.#table.close(streamId, "reset");
    this.#home.sendReset(streamId, code);
  }
}

function dependsOnItself(): FrameError {
  return streamError(Http2ErrorCode.ProtocolError, "a stream that depends on itself");
}

function onIdle(streamId: number, type: string): FrameError {
  return connectionError(Http2ErrorCode.ProtocolError, `${type} on stream ${streamId}, which is idle`);
}
