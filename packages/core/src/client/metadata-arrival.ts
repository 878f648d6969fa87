import { Metadata } from "../context/metadata.ts";

type Arrival =
  | { readonly kind: "awaited" }
  | { readonly kind: "here"; readonly metadata: Metadata }
  | { readonly kind: "failed"; readonly error: unknown };

/** Metadata that is still to come, as a promise for who asks. Nobody has to ask, and nobody has to catch. */
export class MetadataArrival {
  #arrival: Arrival = { kind: "awaited" };
  #asked: PromiseWithResolvers<Metadata> | undefined;

  get promise(): Promise<Metadata> {
    if (this.#asked === undefined) {
      this.#asked = Promise.withResolvers();
      this.#asked.promise.catch(() => {});
      this.#tell();
    }
    return this.#asked.promise;
  }

  /** It is here. Only the first counts. */
  came(metadata: Metadata): void {
    this.#settle({ kind: "here", metadata });
  }

  /** The stream has failed: what is not here will not come. */
  failed(error: unknown): void {
    this.#settle({ kind: "failed", error });
  }

  /** The stream has ended well: what is not here was empty. */
  ended(): void {
    this.#settle({ kind: "here", metadata: new Metadata() });
  }

  #settle(arrival: Arrival): void {
    if (this.#arrival.kind !== "awaited") return;
    this.#arrival = arrival;
    this.#tell();
  }

  #tell(): void {
    if (this.#arrival.kind === "here") this.#asked?.resolve(this.#arrival.metadata);
    else if (this.#arrival.kind === "failed") this.#asked?.reject(this.#arrival.error);
  }
}
