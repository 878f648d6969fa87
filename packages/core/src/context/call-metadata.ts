import { Metadata } from "./metadata.ts";

/** Gets metadata that the callee sent. */
export type MetadataListener = (metadata: Metadata) => void;

/**
 * The metadata of one call, on transports that carry it (gRPC): with the request, before the first response, and
 * behind the last.
 *
 * On the client `request` is what goes out, `header` and `trailer` what came back. In a handler `request` is what came
 * in; it fills `header` and `trailer`.
 */
export class CallMetadata {
  readonly request: Metadata;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #onHeader: MetadataListener | undefined;
  #onTrailer: MetadataListener | undefined;
  #sendHeader: (() => void) | undefined;

  constructor(request: Metadata = new Metadata()) {
    this.request = request;
    this.#header = undefined;
    this.#trailer = undefined;
    this.#onHeader = undefined;
    this.#onTrailer = undefined;
    this.#sendHeader = undefined;
  }

  /** Metadata before the first response. */
  get header(): Metadata {
    this.#header ??= new Metadata();
    return this.#header;
  }

  /** `header` if there is any; reading `header` would make some. */
  get headerIfAny(): Metadata | undefined {
    return this.#header;
  }

  /** Metadata behind the last response. */
  get trailer(): Metadata {
    this.#trailer ??= new Metadata();
    return this.#trailer;
  }

  /** `trailer` if there is any; reading `trailer` would make some. */
  get trailerIfAny(): Metadata | undefined {
    return this.#trailer;
  }

  /** In a handler: sends `header` at once, not only with the first response. Later changes of it are not sent. */
  sendHeader(): void {
    this.#sendHeader?.();
  }

  /** For the server's transport: what `sendHeader` does. */
  onSendHeader(send: () => void): void {
    this.#sendHeader = send;
  }

  /** For a client: who is told when header and trailer arrive. */
  listen(onHeader: MetadataListener | undefined, onTrailer: MetadataListener | undefined): void {
    this.#onHeader = onHeader;
    this.#onTrailer = onTrailer;
  }

  /** For the client's transport: the callee's header is here. */
  headerCame(header: Metadata): void {
    this.#header = header;
    this.#onHeader?.(header);
  }

  /** For the client's transport: the callee's trailer is here. */
  trailerCame(trailer: Metadata): void {
    this.#trailer = trailer;
    this.#onTrailer?.(trailer);
  }
}
