/** A step from a value to one inside it. */
type Step = string | number | { readonly key: unknown } | { readonly keyAt: number };

/** Longest path that is spelled out; of a longer one (a value that contains itself) the two ends are shown. */
const maxPathLength = 200;

/** The way from a message's root to the value at hand; after a failure, the way to what was wrong. */
export class ValuePath {
  readonly #steps: Step[] = [];

  /** Steps into a field. */
  field(name: string): void {
    this.#steps.push(name);
  }

  /** Steps into an element of a list or set. */
  index(index: number): void {
    this.#steps.push(index);
  }

  /** Steps into the key of a map's entry; entries count from 0. */
  keyAt(index: number): void {
    this.#steps.push({ keyAt: index });
  }

  /** Steps into the value that a map has for a key. */
  valueOf(key: unknown): void {
    this.#steps.push({ key });
  }

  /** Steps back. */
  leave(): void {
    this.#steps.pop();
  }

  /** The path as it would be written in a program: `req.tags[3]`, `req.scores.get("a")`. */
  toString(): string {
    const text = this.#steps.map(spell).join("").replace(/^\./, "");
    return text.length <= maxPathLength ? text : `${text.slice(0, 100)} … ${text.slice(-80)}`;
  }
}

function spell(step: Step): string {
  if (typeof step === "number") return `[${step}]`;
  if (typeof step === "string") return /^[\w$]+$/.test(step) ? `.${step}` : `[${spellText(step)}]`;
  return "key" in step ? `.get(${spellKey(step.key)})` : `.keys()[${step.keyAt}]`;
}

function spellKey(key: unknown): string {
  switch (typeof key) {
    case "string":
      return spellText(key);
    case "bigint":
      return `${key}n`;
    case "object":
    case "function":
      return "…";
    default:
      return String(key);
  }
}

function spellText(text: string): string {
  return JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 40)}…`);
}
