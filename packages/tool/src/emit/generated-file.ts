import { isUsable, NameScope } from "../plan/naming.ts";

interface ImportedName {
  readonly name: string;
  readonly local: string;
  /** Stays true as long as nobody needed the value. */
  typeOnly: boolean;
}

/**
 * One file while it is printed. It owns the imports: asking for a name gives the local name to print, and the import
 * section is written at the end, sorted, with only what was asked for.
 *
 * `declared` are the names that the file itself declares at its top level, and `isVariable` tells the variables inside
 * its functions: an import that would clash with one of them gets another local name.
 */
export class GeneratedFile {
  readonly path: string;
  readonly #scope: NameScope;
  readonly #imports = new Map<string, Map<string, ImportedName>>();
  readonly #reexports: string[] = [];
  readonly #lines: string[] = [];

  constructor(path: string, declared: Iterable<string>, isVariable: (name: string) => boolean = () => false) {
    this.path = path;
    this.#scope = new NameScope(declared, (name) => isUsable(name) && !isVariable(name));
  }

  /** Whether the name stands for something at the top level of the file. */
  has(name: string): boolean {
    return this.#scope.has(name);
  }

  /** Imports a value (or a class, or a function) and gives its local name. */
  import(name: string, from: string): string {
    const imported = this.#imported(name, from);
    imported.typeOnly = false;
    return imported.local;
  }

  /** Imports a type and gives its local name. */
  importType(name: string, from: string): string {
    return this.#imported(name, from).local;
  }

  /** Passes types of another module on, under their own names. */
  reexportTypes(names: readonly string[], from: string): void {
    this.#reexports.push(`export type { ${[...names].sort(byCodeUnit).join(", ")} } from ${JSON.stringify(from)};`);
  }

  /** Appends lines. Each argument may itself hold several. */
  print(...lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line);
  }

  /** Appends an empty line, unless the last one is empty or there is none. */
  blank(): void {
    const last = this.#lines.at(-1);
    if (last !== undefined && last !== "") this.#lines.push("");
  }

  /** The whole text: `header`, imports, re-exports, and what was printed. Ends in one newline. */
  render(header: string): string {
    while (this.#lines.at(-1) === "") this.#lines.pop();
    const imports = [...this.#imports]
      .sort(([a], [b]) => byModule(a, b))
      .map(([from, names]) => importLine(from, names));
    const top = [...imports, ...this.#reexports];
    // A file without any import or export is no module.
    const body = top.length === 0 && this.#lines.length === 0 ? ["export {};"] : this.#lines;
    const parts = [header, top.join("\n"), body.join("\n")].filter((part) => part !== "");
    return `${parts.join("\n\n")}\n`;
  }

  #imported(name: string, from: string): ImportedName {
    const module = this.#imports.get(from) ?? new Map<string, ImportedName>();
    this.#imports.set(from, module);
    const imported = module.get(name) ?? { name, local: this.#scope.claim(name), typeOnly: true };
    module.set(name, imported);
    return imported;
  }
}

function importLine(from: string, names: ReadonlyMap<string, ImportedName>): string {
  const sorted = [...names.values()].sort((a, b) => byCodeUnit(a.name, b.name));
  const typeOnly = sorted.every((imported) => imported.typeOnly);
  const specifiers = sorted.map((imported) => {
    const renamed = imported.local === imported.name ? imported.name : `${imported.name} as ${imported.local}`;
    return !typeOnly && imported.typeOnly ? `type ${renamed}` : renamed;
  });
  const keyword = typeOnly ? "import type" : "import";
  const line = `${keyword} { ${specifiers.join(", ")} } from ${JSON.stringify(from)};`;
  if (line.length <= 120) return line;
  return `${keyword} {\n${specifiers.map((specifier) => `  ${specifier},\n`).join("")}} from ${JSON.stringify(from)};`;
}

/** Packages before files of the project. */
function byModule(a: string, b: string): number {
  return Number(a.startsWith(".")) - Number(b.startsWith(".")) || byCodeUnit(a, b);
}

/** The same order on every machine, whatever its language. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
