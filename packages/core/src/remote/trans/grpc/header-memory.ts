import type { HeaderList } from "@kitex-ts/netpoll-http2";

/** Header lists that one connection remembers, and the longest of them in characters: 32 KiB for a connection at most. */
const MOST_REMEMBERED = 8;
const MOST_REMEMBERED_CHARACTERS = 4_096;

/**
 * What the last header lists of a connection said. Most blocks of a peer are the same, and equal blocks come as the
 * same list, so they are read once.
 */
export class HeaderMemory<Said> {
  readonly #read: (headers: HeaderList) => Said;
  readonly #lists: (HeaderList | undefined)[] = [];
  readonly #said: Said[] = [];
  #next = 0;

  /** `read` makes of a list what is remembered of it. */
  constructor(read: (headers: HeaderList) => Said) {
    this.#read = read;
  }

  of(headers: HeaderList): Said {
    const known = this.#said[this.#lists.indexOf(headers)];
    if (known !== undefined) return known;
    const said = this.#read(headers);
    if (charactersOf(headers) > MOST_REMEMBERED_CHARACTERS) return said;
    this.#lists[this.#next] = headers;
    this.#said[this.#next] = said;
    this.#next = (this.#next + 1) % MOST_REMEMBERED;
    return said;
  }
}

function charactersOf({ fields }: HeaderList): number {
  let characters = 0;
  for (const { name, value } of fields) characters += name.length + value.length;
  return characters;
}
