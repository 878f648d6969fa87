import { DynamicTable, fieldOverheadBytes, type TableEntry } from "./dynamic-table.ts";
import { staticFields } from "./static-table.ts";

/** Values of a name that were sent and not kept, which it remembers so that one that comes again is kept. */
const missesKept = 8;
/** Names from which on those without an entry are dropped. */
const mostNames = 256;

/** What the encoder knows of a name. */
export interface KnownName {
  readonly name: string;
  /** First index of the name in the static table, 0 when it is not there. */
  readonly staticIndex: number;
  /** Indexes in the static table by value. */
  readonly staticValues: ReadonlyMap<string, number>;
  /** Entries of the dynamic table by value. */
  readonly entries: Map<string, KnownEntry>;
  newest: KnownEntry | undefined;
  readonly misses: string[];
}

interface KnownEntry extends TableEntry {
  readonly known: KnownName;
  readonly value: string;
  /** Entries that were inserted before it. */
  readonly number: number;
}

/**
 * The encoder's tables, searched by name and value, and the judgement what is worth an entry.
 *
 * A name's first value is kept at once. Another one is kept when it was among the last that were not: values that are
 * different each time (a deadline, a trace id) would otherwise push out what is the same each time, and change every
 * index besides.
 */
export class EncoderTable {
  readonly #names = new Map<string, KnownName>();
  readonly #entries: DynamicTable<KnownEntry>;

  constructor(capacity: number) {
    this.#entries = new DynamicTable(capacity, (entry) => {
      entry.known.entries.delete(entry.value);
      if (entry.known.newest === entry) entry.known.newest = undefined;
    });
  }

  get capacity(): number {
    return this.#entries.capacity;
  }

  /** Bytes that the entries count for. */
  get size(): number {
    return this.#entries.size;
  }

  /** Changes how much fits, and drops what does not. */
  resize(capacity: number): void {
    this.#entries.resize(capacity);
  }

  known(name: string): KnownName {
    return this.#names.get(name) ?? this.#learn(name);
  }

  /** The index of a field in both tables, 0 when it is in neither. */
  indexOf(known: KnownName, value: string): number {
    const entry = known.entries.get(value);
    return entry === undefined ? (known.staticValues.get(value) ?? 0) : this.#indexOf(entry);
  }

  /** An index of any field with the name, 0 when there is none. */
  nameIndexOf(known: KnownName): number {
    if (known.staticIndex > 0) return known.staticIndex;
    return known.newest === undefined ? 0 : this.#indexOf(known.newest);
  }

  /** Whether a field that is in neither table should be; it remembers that it was asked. */
  deserves(known: KnownName, value: string): boolean {
    // One field is not worth most of the others.
    if (sizeOf(known.name, value) > this.#entries.capacity / 2) return false;
    if (known.newest === undefined || known.misses.includes(value)) return true;
    known.misses.push(value);
    if (known.misses.length > missesKept) known.misses.shift();
    return false;
  }

  /** Inserts a field that is in neither table. */
  insert(known: KnownName, value: string): void {
    const entry = { known, value, number: this.#entries.inserted, tableBytes: sizeOf(known.name, value) };
    this.#entries.insert(entry);
    known.entries.set(value, entry);
    known.newest = entry;
  }

  #indexOf(entry: KnownEntry): number {
    return staticFields.length + this.#entries.inserted - entry.number;
  }

  #learn(name: string): KnownName {
    if (this.#names.size >= mostNames) {
      for (const known of this.#names.values()) if (known.newest === undefined) this.#names.delete(known.name);
    }
    const { index, values } = staticNames.get(name) ?? noStaticName;
    const known: KnownName = {
      name,
      staticIndex: index,
      staticValues: values,
      entries: new Map(),
      newest: undefined,
      misses: [],
    };
    this.#names.set(name, known);
    return known;
  }
}

function sizeOf(name: string, value: string): number {
  return name.length + value.length + fieldOverheadBytes;
}

/** A name of the static table: where it comes first, and where with which value. */
interface StaticName {
  readonly index: number;
  readonly values: ReadonlyMap<string, number>;
}

const noStaticName: StaticName = { index: 0, values: new Map() };

const staticNames: ReadonlyMap<string, StaticName> = new Map(
  staticFields.map(({ name }) => {
    const same = staticFields.flatMap((field, i) => (field.name === name ? [[field.value, i + 1] as const] : []));
    return [name, { index: same[0]?.[1] ?? 0, values: new Map(same) }];
  }),
);
