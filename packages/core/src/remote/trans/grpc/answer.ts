import { type HeaderField, HeaderList, Http2ErrorCode, type Http2Stream } from "@kitex-ts/netpoll-http2";
import type { CallMetadata } from "../../../context/call-metadata.ts";
import type { Metadata } from "../../../context/metadata.ts";
import type { BizStatusError } from "../../../errors/biz-status-error.ts";
import { type RpcStatus, Status } from "../../../errors/rpc-status.ts";
import type { Compressor } from "./compressor.ts";
import { metadataFields } from "./metadata-headers.ts";
import { compressedMessage, sendPlain, type WriteBody } from "./outgoing-messages.ts";
import { okTrailers, trailerFields } from "./trailers.ts";

/** What an answer says before anything of it is known. */
export interface AnswerForm {
  /** Headers that stand before any metadata. */
  readonly head: HeaderList;
  readonly compressor: Compressor;
}

/** The connection that answers leave on. */
export interface AnswerHost {
  /** Bytes of a message before it is compressed. */
  readonly maxSendMessageBytes: number;
  /** So many bytes are sent to the caller, 0 of them in headers. */
  answering(bytes: number): void;
}

/**
 * The answer on one stream: headers, messages, trailers; or all that there is to say in one header block.
 *
 * Headers are sent with the first message, or on demand; metadata that a handler sets later is in no header.
 */
export class Answer {
  readonly #host: AnswerHost;
  readonly #stream: Http2Stream;
  readonly #form: AnswerForm;
  readonly #metadata: CallMetadata | undefined;
  #headSent = false;
  #over = false;
  #requestEnded = false;

  constructor(host: AnswerHost, stream: Http2Stream, form: AnswerForm, metadata?: CallMetadata) {
    this.#host = host;
    this.#stream = stream;
    this.#form = form;
    this.#metadata = metadata;
  }

  /** Whether another message may be sent. */
  get writable(): boolean {
    return this.#stream.writable;
  }

  /** The caller has said that it sends no more. */
  requestEnded(): void {
    this.#requestEnded = true;
  }

  /** Sends the headers, unless they were sent. */
  sendHead(): void {
    if (this.#headSent || this.#over) return;
    this.#headSent = true;
    this.#host.answering(0);
    const header = this.#metadata?.headerIfAny;
    const { head } = this.#form;
    this.#stream.sendHeaders(header === undefined ? head : new HeaderList(withMetadata(head.fields, header)), false);
  }

  /**
   * Sends a message, behind the headers; gives its bytes on the wire, once they are known. Throws or rejects as
   * `writeBody` does, or with a `SendLimitError`; nothing of the message is sent then.
   */
  send(writeBody: WriteBody): number | Promise<number> {
    const { maxSendMessageBytes } = this.#host;
    this.sendHead();
    if (this.#form.compressor !== "identity") return this.#sendCompressed(writeBody, maxSendMessageBytes);
    const size = sendPlain(this.#stream, writeBody, false, maxSendMessageBytes);
    this.#host.answering(size);
    return size;
  }

  /** Says how the call ended; nothing follows. `error` is the business status that it ended with, if it is one. */
  end(status: RpcStatus, error?: BizStatusError): void {
    if (this.#over) return;
    this.#over = true;
    this.#host.answering(0);
    const stream = this.#stream;
    // A reset drops what waits for room in a window: then the caller's own end has to do.
    const resets = !this.#requestEnded && stream.pendingBytes === 0;
    stream.sendHeaders(this.#lastHeaders(status, error), true);
    // RFC 9113 section 8.1: the answer is complete, and the rest of the request is for nobody. Kitex does the same.
    if (resets) stream.reset(Http2ErrorCode.NoError);
  }

  #lastHeaders(status: RpcStatus, error: BizStatusError | undefined): HeaderList {
    const trailer = this.#metadata?.trailerIfAny;
    if (this.#headSent && status.code === Status.Ok && trailer === undefined) return okTrailers;
    const trailers = trailerFields(status, error, trailer);
    if (this.#headSent) return new HeaderList(trailers);
    const header = this.#metadata?.headerIfAny;
    const head = this.#form.head.fields;
    return new HeaderList([...(header === undefined ? head : withMetadata(head, header)), ...trailers]);
  }

  async #sendCompressed(writeBody: WriteBody, maxBytes: number): Promise<number> {
    const message = await compressedMessage(writeBody, maxBytes);
    if (this.#over) return 0;
    this.#stream.sendData((out) => out.writeBytes(message), false);
    this.#host.answering(message.length);
    return message.length;
  }
}

function withMetadata(fields: readonly HeaderField[], metadata: Metadata): readonly HeaderField[] {
  return [...fields, ...metadataFields(metadata)];
}
