import { JsonMappingError, quoted } from "./mapping-error.ts";
import { isNumberText, NumberLiteral } from "./number-literal.ts";

const space = /[ \t\n\r]*/y;
const numberOrWord = /[-+.\w]+/y;

/** An object or array of which the end has not come. */
type Open =
  | { readonly kind: "array"; readonly value: unknown[] }
  | { readonly kind: "object"; readonly value: Map<string, unknown>; name: string };

/**
 * Reads a JSON text (RFC 8259) into values that lose nothing: objects are `Map`s, so that no name is special, and a
 * number that a double may not hold is a `NumberLiteral`.
 *
 * A name that stands twice in an object is refused. Nesting costs no stack. Throws a `JsonMappingError`.
 */
export function parseJson(text: string): unknown {
  return new JsonText(text).read();
}

class JsonText {
  readonly #text: string;
  #at = 0;
  readonly #open: Open[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    for (;;) {
      let value = this.#begin();
      // A value that opened something is followed by its first element; one that is whole may end what is open.
      while (value !== undefined) {
        const open = this.#open.at(-1);
        if (open === undefined) return this.#end(value.whole);
        if (open.kind === "array") open.value.push(value.whole);
        else open.value.set(open.name, value.whole);
        value = this.#next(open);
      }
    }
  }

  /** Reads a value, or its opening bracket: `undefined` says that an element comes next. */
  #begin(): { readonly whole: unknown } | undefined {
    switch (this.#peek()) {
      case "{": {
        this.#at++;
        const object: Open = { kind: "object", value: new Map(), name: "" };
        if (this.#skipIf("}")) return { whole: object.value };
        this.#open.push(object);
        this.#readName(object);
        return undefined;
      }
      case "[": {
        this.#at++;
        const array: Open = { kind: "array", value: [] };
        if (this.#skipIf("]")) return { whole: array.value };
        this.#open.push(array);
        return undefined;
      }
      case '"':
        return { whole: this.#readString() };
      default:
        return { whole: this.#readWord() };
    }
  }

  /** Reads what stands behind an element: a comma, or the end of what it is in, which is whole then. */
  #next(open: Open): { readonly whole: unknown } | undefined {
    if (this.#skipIf(",")) {
      if (open.kind === "object") this.#readName(open);
      return undefined;
    }
    if (!this.#skipIf(open.kind === "array" ? "]" : "}")) throw this.#unexpected();
    this.#open.pop();
    return { whole: open.value };
  }

  #readName(object: Extract<Open, { kind: "object" }>): void {
    if (this.#peek() !== '"') throw this.#unexpected();
    const name = this.#readString();
    if (object.value.has(name)) throw new JsonMappingError(`the name ${quoted(name)} stands twice in an object`);
    if (!this.#skipIf(":")) throw this.#unexpected();
    object.name = name;
  }

  #readString(): string {
    const start = this.#at;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new JsonMappingError(`the string at position ${start} has no end`);
    } while (this.#isEscaped(end));
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, end + 1));
    } catch (cause) {
      throw new JsonMappingError(`the string at position ${start} is no JSON`, "", { cause });
    }
  }

  #isEscaped(quote: number): boolean {
    let backslashes = 0;
    while (this.#text[quote - 1 - backslashes] === "\\") backslashes++;
    return backslashes % 2 === 1;
  }

  #readWord(): unknown {
    numberOrWord.lastIndex = this.#at;
    const word = numberOrWord.exec(this.#text)?.[0];
    if (word === undefined) throw this.#unexpected();
    if (word === "null") return this.#past(word, null);
    if (word === "true") return this.#past(word, true);
    if (word === "false") return this.#past(word, false);
    if (!isNumberText(word)) throw this.#unexpected();
    const number = Number(word);
    const exact = String(number) === word && (Number.isSafeInteger(number) || !Number.isInteger(number));
    return this.#past(word, exact ? number : new NumberLiteral(word));
  }

  #past<T>(word: string, value: T): T {
    this.#at += word.length;
    return value;
  }

  #end(value: unknown): unknown {
    if (this.#peek() !== undefined) throw this.#unexpected();
    return value;
  }

  #skipIf(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #peek(): string | undefined {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
    return this.#text[this.#at];
  }

  #unexpected(): JsonMappingError {
    const found = this.#text.slice(this.#at, this.#at + 20);
    const what = found === "" ? "the text ends" : `${quoted(found)} is not expected`;
    return new JsonMappingError(`${what} at position ${this.#at} of the JSON text`);
  }
}
