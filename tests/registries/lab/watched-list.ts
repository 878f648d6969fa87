import type { Resolver } from "@kitex-ts/core/extension";
import { type Eventually, eventually } from "../../support/registries/eventually.ts";

/** What a resolver's watch tells of a service, as it comes. */
export class WatchedList implements Disposable {
  /** How often it told of a list. */
  told = 0;
  readonly errors: unknown[] = [];
  #addresses: readonly string[] | undefined;
  readonly #ended = new AbortController();

  constructor(resolver: Resolver, service: string) {
    if (resolver.watch === undefined) throw new Error(`${resolver.name} does not watch`);
    const listener = {
      onResult: ({ instances }: { readonly instances: readonly { readonly address: string }[] }) => {
        this.told += 1;
        this.#addresses = instances.map(({ address }) => address).sort();
      },
      onError: (error: unknown) => {
        this.errors.push(error);
      },
    };
    resolver.watch({ service, tags: new Map() }, listener, this.#ended.signal);
  }

  /** The addresses that it told last, sorted; `undefined` before the first. */
  get addresses(): readonly string[] | undefined {
    return this.#addresses;
  }

  /** Waits until it tells exactly these. */
  async holds(addresses: readonly string[]): Promise<Eventually<true>> {
    const wanted = [...addresses].sort().join();
    try {
      return await eventually("the watch tells the list", () => this.addresses?.join() === wanted || undefined);
    } catch (cause) {
      throw new Error(`the watch tells ${this.addresses?.join() ?? "nothing"}, not ${wanted}`, { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }
}
