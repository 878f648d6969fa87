/** One header field. Names are in lower case; each character of a value is one byte (Latin-1). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** Whether no table, here or on the way, may remember it: for secrets (RFC 7541 section 7.1.3). Default false. */
  readonly neverIndexed?: boolean;
}

/**
 * The fields of one header block, in order. It never changes, so both ends remember blocks by it: give the same list
 * again and it costs next to nothing; equal blocks that a peer sends one after the other come as the same list.
 */
export class HeaderList {
  readonly fields: readonly HeaderField[];

  constructor(fields: readonly HeaderField[]) {
    this.fields = fields;
  }

  /** The first value of `name`; `undefined` when there is none. */
  get(name: string): string | undefined {
    for (const field of this.fields) if (field.name === name) return field.value;
    return undefined;
  }
}
