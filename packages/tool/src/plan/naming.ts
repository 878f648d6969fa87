/** Words that no binding of a module may be called. */
const reservedWords: readonly string[] = [
  ..."break case catch class const continue debugger default delete do else enum export extends false finally".split(
    " ",
  ),
  ..."for function if import in instanceof new null return super switch this throw true try typeof var void".split(" "),
  ..."while with".split(" "),
  // Reserved in modules and strict code.
  ..."arguments await eval implements interface let package private protected public static yield".split(" "),
  // Names of types that TypeScript has built in.
  ..."any bigint boolean never number object string symbol undefined unknown".split(" "),
  // Taken in a file that is compiled to CommonJS.
  ..."exports module require __dirname __esModule __filename".split(" "),
];

/** Globals that generated code mentions: a declaration of that name would stand before them. */
const mentionedGlobals: readonly string[] = [
  ..."Array BigInt Error Infinity Map NaN Number Object Promise ReadonlyMap ReadonlySet Set Symbol".split(" "),
  ..."Uint8Array globalThis".split(" "),
];

const unusable: ReadonlySet<string> = new Set([...reservedWords, ...mentionedGlobals]);

/** Whether a module may declare `name` without hiding something generated code needs. */
export function isUsable(name: string): boolean {
  return !unusable.has(name);
}

/** Names that a client has for itself, or that change what an object is: as methods they get a trailing `_`. */
const takenMethodNames: readonly string[] = ["close", "ready", "then", "constructor", "prototype", "__proto__"];

/**
 * The names of one module or object. Whoever claims first gets the name as wished; whoever comes later, or wishes for
 * a word that cannot be used, gets underscores behind it.
 */
export class NameScope {
  readonly #taken: Set<string>;
  readonly #isUsable: (name: string) => boolean;

  constructor(taken: Iterable<string> = [], usable: (name: string) => boolean = isUsable) {
    this.#taken = new Set(taken);
    this.#isUsable = usable;
  }

  /** Gives `wish`, or `wish` with as many underscores as make it free and usable. */
  claim(wish: string): string {
    let name = wish;
    while (this.#taken.has(name) || !this.#isUsable(name)) name += "_";
    this.#taken.add(name);
    return name;
  }

  /** Whether somebody claimed the name. */
  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Claims all wishes; those that can be had unchanged come first, so that no other wish takes them away. */
  claimAll(wishes: readonly string[]): Map<string, string> {
    const names = new Map<string, string>();
    for (const wish of wishes) if (this.#isUsable(wish) && !this.#taken.has(wish)) names.set(wish, this.claim(wish));
    for (const wish of wishes) if (!names.has(wish)) names.set(wish, this.claim(wish));
    return names;
  }
}

/** A scope for the methods of one client: any word may name a property, except the few a client has for itself. */
export function methodScope(inherited: Iterable<string>): NameScope {
  return new NameScope(inherited, (name) => !takenMethodNames.includes(name));
}

/** `echo` → `Echo`; the rest of the name stays as it is. */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `EchoHandler` → `echoHandler`. */
export function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A handler's parameter keeps its name from the IDL where it can be one; otherwise it is `request`. */
function parameterName(name: string | undefined): string {
  return name !== undefined && isUsable(name) && name !== "ctx" ? name : "request";
}

/** The name of the one parameter that a handler has for a method's request. */
export function onlyParameterName(method: { readonly parameters: readonly { readonly name: string }[] }): string {
  return parameterName(method.parameters.length === 1 ? method.parameters[0]?.name : undefined);
}
