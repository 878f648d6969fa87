import type { Instance } from "../../context/instance.ts";
import type { Resolver } from "../../discovery/resolver.ts";
import { within } from "./within.ts";

/** A resolver that can watch. */
export type WatchingResolver = Resolver & { readonly watch: NonNullable<Resolver["watch"]> };

/** Keeps what a watch tells. */
export class RecordedWatch {
  readonly lists: (readonly Instance[])[] = [];
  readonly errors: unknown[] = [];
  readonly #stopping = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(resolver: WatchingResolver, service: string) {
    const listener = {
      onResult: ({ instances }: { readonly instances: readonly Instance[] }): void => {
        this.lists.push(instances);
        this.#wake();
      },
      onError: (error: unknown): void => {
        this.errors.push(error);
        this.#wake();
      },
    };
    resolver.watch({ service, tags: new Map() }, listener, this.#stopping.signal);
  }

  /** How many lists and errors it was told. */
  get heard(): number {
    return this.lists.length + this.errors.length;
  }

  /** The list it was told last. */
  get last(): readonly Instance[] | undefined {
    return this.lists.at(-1);
  }

  /** Settles once `holds`; rejects and names `what` when it does not within `ms` milliseconds. */
  async until(ms: number, what: string, holds: () => boolean): Promise<void> {
    const held = new Promise<void>((settle) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiting.delete(look);
        settle();
      };
      this.#waiting.add(look);
      look();
    });
    await within(ms, what, held);
  }

  /** Ends the watch. */
  stop(): void {
    this.#stopping.abort();
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}
