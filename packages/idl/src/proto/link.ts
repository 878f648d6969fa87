import type { DiagnosticList } from "../diagnostic-list.ts";
import type { Span } from "../source.ts";
import { closest } from "../suggestion.ts";
import { shown } from "../thrift/shown.ts";
import { type DescriptorProto, type FieldDescriptorProto, FieldType } from "./descriptor-proto.ts";
import { type SourceFile, siteOf, spansOfName } from "./source-file.ts";
import { joined, type ProtoSymbol, type SymbolTable } from "./symbols.ts";
import type { Visible } from "./visible.ts";

/** How many unknown names in a file come with a hint: one goes through all names of the program. */
const maxHints = 200;

/** Which symbols a name can mean where it stands; one that means another is looked for further out. */
type Wanted = (symbol: ProtoSymbol) => boolean;

const isType: Wanted = ({ kind }) => kind === "message" || kind === "enum";
const isMessage: Wanted = ({ kind }) => kind === "message";

/** Looks up the names in one file. */
export class Linker {
  readonly #file: SourceFile;
  readonly #symbols: SymbolTable;
  readonly #visible: Visible;
  readonly #diagnostics: DiagnosticList;
  #hints = 0;
  /** The files whose definitions this file has named so far. */
  readonly used: Set<SourceFile> = new Set();

  constructor(file: SourceFile, symbols: SymbolTable, visible: Visible, diagnostics: DiagnosticList) {
    this.#file = file;
    this.#symbols = symbols;
    this.#visible = visible;
    this.#diagnostics = diagnostics;
  }

  /** Replaces the names of types by what they stand for: full names with a leading dot. */
  linkTypes(): void {
    const { descriptor } = this.#file;
    const scope = descriptor.package ?? "";
    for (const message of descriptor.messageType) this.#linkMessage(message, scope);
    for (const extension of descriptor.extension) this.#linkField(extension, scope);
    for (const service of descriptor.service) {
      const inner = joined(scope, service.name);
      for (const method of service.method) {
        const { inputType, outputType } = method;
        const { span, statement } = siteOf(this.#file, method);
        const [input = span] = spansOfName(this.#file, statement, inputType);
        const output = spansOfName(this.#file, statement, outputType).at(-1) ?? span;
        method.inputType = this.#messageNamed(inputType, inner, input);
        method.outputType = this.#messageNamed(outputType, inner, output);
      }
    }
  }

  /**
   * What a name means in a scope: the innermost scope that has its first part decides. `undefined` when this file can see
   * nothing of that name.
   */
  lookup(name: string, scope: string, wanted: Wanted): ProtoSymbol | undefined {
    if (name.startsWith(".")) return this.#seen(name.slice(1));
    const first = name.split(".", 1)[0] ?? "";
    for (let outer = scope; ; outer = outer.slice(0, Math.max(0, outer.lastIndexOf(".")))) {
      const start = this.#seen(joined(outer, first));
      if (start !== undefined && first === name && wanted(start)) return start;
      if (start !== undefined && first !== name && holdsNames(start)) return this.#seen(joined(outer, name));
      if (outer === "") return undefined;
    }
  }

  /** Reports a name that stands for nothing, with what may have been meant. */
  reportUnknown(what: string, name: string, scope: string, wanted: Wanted, span: Span): void {
    if (this.#visible.incomplete) return;
    const message = `unknown ${what} ${shown(name)}`;
    this.#diagnostics.error(this.#file.source, span, message, this.#hint(name, scope, wanted));
  }

  #linkMessage(message: DescriptorProto, scope: string): void {
    const inner = joined(scope, message.name);
    for (const field of message.field) this.#linkField(field, inner);
    for (const extension of message.extension) this.#linkField(extension, inner);
    for (const nested of message.nestedType) this.#linkMessage(nested, inner);
  }

  #linkField(field: FieldDescriptorProto, scope: string): void {
    const { typeName, extendee } = field;
    const { span, statement, extend = statement } = siteOf(this.#file, field);
    const spanIn = (stretch: Span, name: string) => spansOfName(this.#file, stretch, name)[0] ?? span;
    if (extendee !== undefined) field.extendee = this.#messageNamed(extendee, scope, spanIn(extend, extendee));
    if (typeName === undefined) return;
    const found = this.lookup(typeName, scope, isType);
    if (found?.kind === "message" || found?.kind === "enum") {
      field.typeName = this.#use(found);
      field.type ??= found.kind === "enum" ? FieldType.enum : FieldType.message;
    } else {
      this.#reportWrong("type", typeName, found, scope, isType, spanIn(statement, typeName));
    }
  }

  /** The full name of the message that a name stands for; the name as written after an error. */
  #messageNamed(name: string, scope: string, span: Span): string {
    const found = this.lookup(name, scope, isType);
    if (found?.kind === "message") return this.#use(found);
    this.#reportWrong("message", name, found, scope, isMessage, span);
    return name;
  }

  #use(symbol: Exclude<ProtoSymbol, { readonly kind: "package" }>): string {
    this.used.add(symbol.file);
    return `.${symbol.fullName}`;
  }

  #reportWrong(
    what: string,
    name: string,
    found: ProtoSymbol | undefined,
    scope: string,
    wanted: Wanted,
    span: Span,
  ): void {
    if (found === undefined) this.reportUnknown(what, name, scope, wanted, span);
    else
      this.#diagnostics.error(this.#file.source, span, `${shown(name)} is ${article(found)} ${found.kind}, no ${what}`);
  }

  #seen(fullName: string): ProtoSymbol | undefined {
    const symbol = this.#symbols.get(fullName);
    if (symbol === undefined) return undefined;
    const sees =
      symbol.kind === "package" ? this.#visible.packages.has(fullName) : this.#visible.files.has(symbol.file);
    return sees ? symbol : undefined;
  }

  #hint(name: string, scope: string, wanted: Wanted): string | undefined {
    if (++this.#hints > maxHints) return undefined;
    const candidates = new Set<string>();
    for (const [fullName, symbol] of this.#symbols.entries()) {
      if (!wanted(symbol) || symbol.kind === "package") continue;
      if (this.#visible.files.has(symbol.file)) {
        candidates.add(shortest(fullName, scope));
      } else if (fullName === name || `.${fullName}` === name || shortest(fullName, scope) === name) {
        return `it is defined in ${shown(symbol.file.descriptor.name)}, which this file does not import`;
      }
    }
    const meant = closest(name, candidates);
    return meant === undefined ? undefined : `did you mean ${shown(meant)}?`;
  }
}

function article({ kind }: ProtoSymbol): string {
  return /^[aeiou]/.test(kind) ? "an" : "a";
}

function holdsNames({ kind }: ProtoSymbol): boolean {
  return kind === "message" || kind === "package" || kind === "enum" || kind === "service";
}

/** A full name without what it shares with the scope it is used in. */
function shortest(fullName: string, scope: string): string {
  for (let outer = scope; outer !== ""; outer = outer.slice(0, Math.max(0, outer.lastIndexOf(".")))) {
    if (fullName.startsWith(`${outer}.`)) return fullName.slice(outer.length + 1);
  }
  return fullName;
}
