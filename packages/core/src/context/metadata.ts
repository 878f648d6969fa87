/** One value of a metadata key: text, or bytes where the key ends in `-bin`. */
export type MetadataValue = string | Uint8Array;

/** What a `Metadata` can be made of. */
export type MetadataInit =
  | Metadata
  | Readonly<Record<string, MetadataValue | readonly MetadataValue[]>>
  | Iterable<readonly [string, MetadataValue]>;

/** Names of HTTP headers, as gRPC allows them in metadata. */
const NAME = /^[0-9a-z_.-]+$/;

/** Printable ASCII, as gRPC allows it in a text value. */
const TEXT = /^[\x20-\x7e]*$/;

/**
 * gRPC's metadata: keys in lower case, each with one or more values in the order they were added.
 *
 * A key that ends in `-bin` holds bytes, any other printable ASCII. Lives as long as its call.
 */
export class Metadata implements Iterable<readonly [string, MetadataValue]> {
  readonly #values = new Map<string, MetadataValue[]>();

  constructor(init?: MetadataInit) {
    if (init === undefined) return;
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [key, value] of entries) {
      if (isList(value)) for (const one of value) this.append(key, one);
      else this.append(key, value);
    }
  }

  /** Number of values. */
  get size(): number {
    let size = 0;
    for (const values of this.#values.values()) size += values.length;
    return size;
  }

  /** The first value of `key`; `undefined` when there is none. */
  get(key: string): MetadataValue | undefined {
    return this.#values.get(key.toLowerCase())?.[0];
  }

  /** All values of `key`, in order. */
  getAll(key: string): readonly MetadataValue[] {
    return this.#values.get(key.toLowerCase()) ?? [];
  }

  has(key: string): boolean {
    return this.#values.has(key.toLowerCase());
  }

  /** Replaces the values of `key`. Throws a `TypeError` for what cannot travel. */
  set(key: string, value: MetadataValue): void {
    const name = checked(key, value);
    this.#values.set(name, [value]);
  }

  /** Adds a value to those that `key` has. Throws a `TypeError` for what cannot travel. */
  append(key: string, value: MetadataValue): void {
    const name = checked(key, value);
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  delete(key: string): boolean {
    return this.#values.delete(key.toLowerCase());
  }

  /** Every value with its key; a key with several values comes several times. */
  *[Symbol.iterator](): Iterator<readonly [string, MetadataValue]> {
    for (const [key, values] of this.#values) for (const value of values) yield [key, value];
  }
}

function checked(key: string, value: MetadataValue): string {
  const name = key.toLowerCase();
  if (!NAME.test(name)) {
    throw new TypeError(`"${key}" is no metadata key: letters, digits, "-", "_" and "." are allowed`);
  }
  const binary = name.endsWith("-bin");
  if (binary !== (typeof value !== "string")) {
    throw new TypeError(
      `the value of metadata key "${key}" must be ${binary ? "a Uint8Array" : 'text; bytes need a key that ends in "-bin"'}`,
    );
  }
  if (typeof value === "string" && !TEXT.test(value)) {
    throw new TypeError(`the value of metadata key "${key}" must be printable ASCII; use a key that ends in "-bin"`);
  }
  return name;
}

function isIterable(init: MetadataInit): init is Iterable<readonly [string, MetadataValue]> {
  return Symbol.iterator in init;
}

function isList(value: MetadataValue | readonly MetadataValue[]): value is readonly MetadataValue[] {
  return Array.isArray(value);
}
