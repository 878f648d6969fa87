import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText, Span } from "../source.ts";
import { closest } from "../suggestion.ts";
import type {
  ConstDefinition,
  EnumDefinition,
  ServiceDefinition,
  StructDefinition,
  ThriftFile,
  ThriftInclude,
  TypedefDefinition,
} from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type {
  ConstDefinitionSyntax,
  EnumSyntax,
  NamespaceSyntax,
  ServiceSyntax,
  StructSyntax,
  TypedefSyntax,
} from "../thrift/syntax.ts";
import type { LoadedFile } from "./includes.ts";
import { isBuiltInType } from "./type-rules.ts";

/**
 * A name that a file defines. `definition` is what it became: absent until its turn, and for ever when something is wrong
 * with it; who finds it absent says nothing, because the reason was reported.
 */
export type Entry = TypedefEntry | ConstEntry | EnumEntry | StructEntry | ServiceEntry;

interface EntryOf<Syntax, Definition> {
  readonly syntax: Syntax;
  readonly scope: FileScope;
  definition: Definition | undefined;
}

export interface TypedefEntry extends EntryOf<TypedefSyntax, TypedefDefinition> {
  readonly kind: "typedef";
}
export interface ConstEntry extends EntryOf<ConstDefinitionSyntax, ConstDefinition> {
  readonly kind: "const";
}
export interface EnumEntry extends EntryOf<EnumSyntax, EnumDefinition> {
  readonly kind: "enum";
}
export interface StructEntry extends EntryOf<StructSyntax, StructDefinition> {
  readonly kind: "struct";
}
export interface ServiceEntry extends EntryOf<ServiceSyntax, ServiceDefinition> {
  readonly kind: "service";
}

/** The lists of a file, to be filled. */
export interface FileLists {
  readonly typedefs: TypedefDefinition[];
  readonly constants: ConstDefinition[];
  readonly enums: EnumDefinition[];
  readonly structs: StructDefinition[];
  readonly services: ServiceDefinition[];
}

/** The names that a file defines and those it can reach through its includes. */
export class FileScope {
  readonly source: SourceText;
  readonly file: ThriftFile;
  readonly lists: FileLists;
  /** Everything the file defines, in its order; a duplicate is left out. */
  readonly entries: readonly Entry[];
  readonly #names: ReadonlyMap<string, Entry>;
  /** Alias → the files with it; `undefined` for one that could not be read. */
  readonly #included: ReadonlyMap<string, readonly (FileScope | undefined)[]>;
  readonly #incomplete: boolean;

  /** `scopeOf` gives the scopes of files that come earlier; one that is part of a cycle has none so far. */
  constructor(loaded: LoadedFile, scopeOf: ReadonlyMap<LoadedFile, FileScope>, diagnostics: DiagnosticList) {
    this.source = loaded.source;
    this.lists = { typedefs: [], constants: [], enums: [], structs: [], services: [] };
    const included = new Map<string, (FileScope | undefined)[]>();
    const includes: ThriftInclude[] = [];
    for (const { alias, syntax, file } of loaded.includes) {
      const scope = file === undefined ? undefined : scopeOf.get(file);
      const others = included.get(alias);
      if (others === undefined) {
        included.set(alias, [scope]);
      } else if (scope !== undefined && others.includes(scope)) {
        diagnostics.warning(this.source, syntax, `this file is included twice`);
        continue;
      } else {
        others.push(scope);
        const message = `another include is called ${shown(alias)} too; a name is looked for in the first, then here`;
        diagnostics.warning(this.source, syntax, message);
      }
      if (scope !== undefined)
        includes.push({ alias, file: scope.file, position: this.source.positionAt(syntax.start) });
    }
    this.file = {
      path: this.source.path,
      displayPath: this.source.displayPath,
      namespaces: collectNamespaces(loaded.syntax.namespaces, this.source, diagnostics),
      includes,
      ...this.lists,
    };
    this.#included = included;
    this.#incomplete = loaded.syntax.incomplete;
    this.#names = this.#declare(loaded, diagnostics);
    this.entries = [...this.#names.values()];
  }

  /** What a name stands for in this file; `"unknowable"` when a reported error may be the reason for its absence. */
  lookup(name: string): Entry | "unknowable" | undefined {
    const own = this.#lookupOwn(name);
    const dot = name.lastIndexOf(".");
    if (dot < 0 || (own !== undefined && own !== "unknowable")) return own;
    const files = this.#included.get(name.slice(0, dot));
    if (files === undefined) return undefined;
    let absent: "unknowable" | undefined;
    for (const file of files) {
      const found = file === undefined ? "unknowable" : file.#lookupOwn(name.slice(dot + 1));
      if (found === "unknowable") absent = found;
      else if (found !== undefined) return found;
    }
    return absent;
  }

  /** Reports a name that stands for nothing, with the name of the wanted kind that is closest to it. */
  reportUnknown(
    what: string,
    name: string,
    span: Span,
    wanted: (entry: Entry) => boolean,
    diagnostics: DiagnosticList,
  ): void {
    const meant = closest(name, this.#reachable(wanted));
    const hint = meant === undefined ? this.#aliasHint(name) : `did you mean ${shown(meant)}?`;
    diagnostics.error(this.source, span, `unknown ${what} ${shown(name)}`, hint);
  }

  #aliasHint(name: string): string | undefined {
    const dot = name.lastIndexOf(".");
    if (dot < 0 || this.#included.has(name.slice(0, dot))) return undefined;
    return `no include is called ${shown(name.slice(0, dot))}`;
  }

  *#reachable(wanted: (entry: Entry) => boolean): Iterable<string> {
    for (const entry of this.entries) if (wanted(entry)) yield entry.syntax.name.text;
    for (const [alias, files] of this.#included) {
      for (const file of files) {
        for (const entry of file?.entries ?? []) if (wanted(entry)) yield `${alias}.${entry.syntax.name.text}`;
      }
    }
  }

  #lookupOwn(name: string): Entry | "unknowable" | undefined {
    return this.#names.get(name) ?? (this.#incomplete ? "unknowable" : undefined);
  }

  #declare(loaded: LoadedFile, diagnostics: DiagnosticList): Map<string, Entry> {
    const names = new Map<string, Entry>();
    for (const syntax of loaded.syntax.definitions) {
      const { name } = syntax;
      const first = names.get(name.text);
      if (first !== undefined) {
        const { line } = this.source.positionAt(first.syntax.name.start);
        diagnostics.error(this.source, name, `${shown(name.text)} is defined twice`, `the first is in line ${line}`);
        continue;
      }
      if (isBuiltInType(name.text) && syntax.kind !== "const") {
        diagnostics.error(this.source, name, `${shown(name.text)} is a type of Thrift and cannot be defined`);
      }
      names.set(name.text, this.#entryOf(syntax));
    }
    return names;
  }

  #entryOf(syntax: LoadedFile["syntax"]["definitions"][number]): Entry {
    switch (syntax.kind) {
      case "typedef":
        return { kind: "typedef", syntax, scope: this, definition: undefined };
      case "const":
        return { kind: "const", syntax, scope: this, definition: undefined };
      case "enum":
        return { kind: "enum", syntax, scope: this, definition: undefined };
      case "service":
        return { kind: "service", syntax, scope: this, definition: undefined };
      default:
        return { kind: "struct", syntax, scope: this, definition: undefined };
    }
  }
}

function collectNamespaces(
  namespaces: readonly NamespaceSyntax[],
  source: SourceText,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { scope, name, start, end } of namespaces) {
    if (found.has(scope)) {
      diagnostics.warning(source, { start, end }, `the namespace of ${shown(scope)} is given twice; this one counts`);
    }
    found.set(scope, name);
  }
  return found;
}
