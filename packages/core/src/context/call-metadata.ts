import { Metadata } from "./metadata.ts";

/** Gets metadata that the callee sent. */
export type MetadataListener = (metadata: Metadata) => void;

/** A server's transport, which has a call's metadata as it came. */
export interface MetadataCarrier {
  /** Reads what came with the request; asked once, if at all. */
  readMetadata(): Metadata;
  /** Sends what the handler has put into the header. */
  sendHeader(): void;
}

/**
 * The metadata of one call, on transports that carry it (gRPC): with the request, before the first response, and
 * behind the last.
 *
 * On the client `request` is what goes out, `header` and `trailer` what came back. In a handler `request` is what came
 * in; it fills `header` and `trailer`.
 */
export class CallMetadata {
  readonly #carrier: MetadataCarrier | undefined;
  #request: Metadata | undefined;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #onHeader: MetadataListener | undefined;
  #onTrailer: MetadataListener | undefined;

  /** On the client of what goes out, on the server of who reads what came. */
  constructor(request?: Metadata, carrier?: MetadataCarrier) {
    this.#carrier = carrier;
    this.#request = request;
    this.#header = undefined;
    this.#trailer = undefined;
    this.#onHeader = undefined;
    this.#onTrailer = undefined;
  }

  /** Metadata with the request. Most calls' is never looked at, so it is read when it first is. */
  get request(): Metadata {
    this.#request ??= this.#carrier?.readMetadata() ?? new Metadata();
    return this.#request;
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
    this.#carrier?.sendHeader();
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
