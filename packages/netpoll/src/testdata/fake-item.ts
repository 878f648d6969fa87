import type { Address } from "../address.ts";
import { aborted } from "../errors.ts";
import type { AcquireOptions, Poolable } from "../pool/pool.ts";

/** An item of a pool that tests can let die. */
export class FakeItem implements Poolable {
  readonly number: number;
  reusable = true;
  closes = 0;
  #listener: (() => void) | undefined;

  constructor(number: number) {
    this.number = number;
  }

  close(): void {
    this.closes++;
    this.die();
  }

  onUnusable(listener: () => void): void {
    if (this.#listener !== undefined) throw new Error("onUnusable() was called before");
    this.#listener = listener;
  }

  die(): void {
    if (!this.reusable) return;
    this.reusable = false;
    this.#listener?.();
  }
}

/** An attempt to open an item that waits for the test to decide. */
export interface PendingOpen {
  readonly address: Address;
  readonly options: AcquireOptions;
  succeed(): FakeItem;
  fail(error: Error): void;
}

/** Opens items at once, or, while `manual`, when the test says so. */
export class FakeOpener {
  manual = false;
  readonly items: FakeItem[] = [];
  readonly pending: PendingOpen[] = [];

  readonly open = (address: Address, options: AcquireOptions): Promise<FakeItem> => {
    if (!this.manual) return Promise.resolve(this.#make());
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(aborted("fake", options.signal?.reason)));
      this.pending.push({
        address,
        options,
        succeed: () => {
          const item = this.#make();
          resolve(item);
          return item;
        },
        fail: reject,
      });
    });
  };

  /** Numbers of the items that are not closed. */
  get alive(): number[] {
    return this.items.filter((item) => item.closes === 0).map((item) => item.number);
  }

  #make(): FakeItem {
    const item = new FakeItem(this.items.length + 1);
    this.items.push(item);
    return item;
  }
}
