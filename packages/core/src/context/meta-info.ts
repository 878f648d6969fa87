import { isReservedName } from "./reserved-name.ts";

/** Text by name. Empty names and empty values are never stored, as in Kitex. */
export class MetaValues {
  readonly #values = new Map<string, string>();

  get size(): number {
    return this.#values.size;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** Stores a value; does nothing when key or value is empty. */
  set(key: string, value: string): void {
    if (key !== "" && value !== "") this.#values.set(key, value);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values[Symbol.iterator]();
  }
}

/**
 * Transient values: those received are read here and go no further, those set here go one hop.
 *
 * Kitex calls the received ones "upstream". Setting a name hides the received value of that name.
 */
export class TransientValues {
  /** What goes out with the next call. */
  readonly outgoing: MetaValues = new MetaValues();
  readonly #received: MetaValues;

  constructor(received: MetaValues) {
    this.#received = received;
  }

  get(key: string): string | undefined {
    return this.outgoing.get(key) ?? this.#received.get(key);
  }

  has(key: string): boolean {
    return this.outgoing.has(key) || this.#received.has(key);
  }

  /** Stores a value for the next hop; does nothing when key or value is empty. */
  set(key: string, value: string): void {
    if (key === "" || value === "") return;
    this.#received.delete(key);
    this.outgoing.set(key, value);
  }

  delete(key: string): void {
    if (this.outgoing.has(key)) this.outgoing.delete(key);
    else this.#received.delete(key);
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    yield* this.#received;
    yield* this.outgoing;
  }
}

/** Values for the caller, which travel under their own names. */
export class BackwardValues {
  readonly #values = new MetaValues();

  get size(): number {
    return this.#values.size;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Stores a value; does nothing when key or value is empty. Throws a `RangeError` for a name of the protocol's own. */
  set(key: string, value: string): void {
    if (isReservedName(key)) throw new RangeError(`"${key}" is a name of the protocol and cannot be a backward value`);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values[Symbol.iterator]();
  }
}

/** Metadata that follows a call, by how far it goes. */
export class MetaInfo {
  /** One hop. */
  readonly transient: TransientValues;
  /** The whole chain of calls. */
  readonly persistent: MetaValues;
  /** From a handler back to its caller, with the reply. */
  readonly backward: BackwardValues = new BackwardValues();

  constructor(receivedTransient: MetaValues = new MetaValues(), persistent: MetaValues = new MetaValues()) {
    this.transient = new TransientValues(receivedTransient);
    this.persistent = persistent;
  }
}

/** Metadata for a call, as an application states it. */
export interface MetaInput {
  /** Goes one hop. */
  readonly transient?: Readonly<Record<string, string>> | undefined;
  /** Goes along with every further call that the callee makes. */
  readonly persistent?: Readonly<Record<string, string>> | undefined;
}

/** What goes out with a call. */
export interface OutgoingMeta {
  readonly transient: ReadonlyMap<string, string>;
  readonly persistent: ReadonlyMap<string, string>;
}

/** Lays `input` over `base`; later values win. */
export function mergeMeta(base: OutgoingMeta | undefined, input: MetaInput): OutgoingMeta {
  return {
    transient: overlay(base?.transient, input.transient),
    persistent: overlay(base?.persistent, input.persistent),
  };
}

function overlay(
  base: ReadonlyMap<string, string> | undefined,
  input: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, string> {
  const merged = new Map(base);
  for (const [key, value] of Object.entries(input ?? {})) {
    if (key !== "" && value !== "") merged.set(key, value);
  }
  return merged;
}
