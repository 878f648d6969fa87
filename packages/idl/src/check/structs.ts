import type { DiagnosticList } from "../diagnostic-list.ts";
import type { ConstValue, StructDefinition, StructField, ThriftType } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { ConstSyntax } from "../thrift/syntax.ts";
import { describe } from "./definition.ts";
import { cycleText, dependencyOrder } from "./dependency-order.ts";
import { defineFields, type FieldInProgress } from "./fields.ts";
import type { FileScope, StructEntry } from "./scopes.ts";
import { underlying } from "./type-rules.ts";

/** Makes structs that have no fields, so that types can name them whatever their order. */
export function declareStructs(entries: readonly StructEntry[]): ReadonlyMap<StructEntry, StructField[]> {
  const fields = new Map<StructEntry, StructField[]>();
  for (const entry of entries) {
    const { syntax, scope } = entry;
    const list: StructField[] = [];
    fields.set(entry, list);
    entry.definition = { ...describe(syntax, scope.source), kind: syntax.kind, file: scope.file, fields: list };
    scope.lists.structs.push(entry.definition);
  }
  return fields;
}

/** Gives the value that is written where a type is wanted; `undefined` after it reported what is wrong with it. */
type Evaluate = (syntax: ConstSyntax, type: ThriftType, scope: FileScope) => ConstValue | undefined;

/** The structs, unions and exceptions of all files on their way into the tree. */
export class StructsInProgress {
  readonly #fields = new Map<StructDefinition, readonly FieldInProgress[]>();
  readonly #byName = new Map<StructDefinition, ReadonlyMap<string, FieldInProgress>>();
  readonly #declared: ReadonlyMap<StructEntry, StructField[]>;

  /** Fills declared structs with their fields and reports structs that no value can be made of. */
  constructor(declared: ReadonlyMap<StructEntry, StructField[]>, diagnostics: DiagnosticList) {
    this.#declared = declared;
    for (const [entry, list] of declared) {
      const { definition, scope, syntax } = entry;
      const fields = defineFields(syntax.fields, syntax.kind, scope, diagnostics);
      if (syntax.kind === "union") reportSecondDefault(entry, diagnostics);
      for (const { field } of fields) if (field !== undefined) list.push(field);
      if (definition !== undefined) this.#fields.set(definition, fields);
    }
    reportEndless([...declared.keys()], diagnostics);
  }

  /** Fields by name, those included whose type is not known. */
  fieldsOf(struct: StructDefinition): ReadonlyMap<string, FieldInProgress> {
    const known = this.#byName.get(struct);
    if (known !== undefined) return known;
    const byName = new Map(this.#fields.get(struct)?.map((made) => [made.syntax.name.text, made]));
    this.#byName.set(struct, byName);
    return byName;
  }

  /** Gives the fields their default values; to be called once, when constants can be looked up. */
  setDefaultValues(evaluate: Evaluate): void {
    for (const { definition, scope } of this.#declared.keys()) {
      for (const { syntax, field } of (definition && this.#fields.get(definition)) ?? []) {
        if (field === undefined || syntax.defaultValue === undefined) continue;
        field.defaultValue = evaluate(syntax.defaultValue, field.type, scope);
      }
    }
  }
}

function reportSecondDefault({ syntax, scope }: StructEntry, diagnostics: DiagnosticList): void {
  const [, second] = syntax.fields.filter(({ defaultValue }) => defaultValue !== undefined);
  if (second?.defaultValue === undefined) return;
  diagnostics.error(
    scope.source,
    second.defaultValue,
    "a union has one member at a time, so only one can have a default",
  );
}

/** A struct that requires itself, directly or through others, would never end. */
function reportEndless(entries: readonly StructEntry[], diagnostics: DiagnosticList): void {
  const entryOf = new Map(entries.map((entry) => [entry.definition, entry]));
  const { cycles } = dependencyOrder(entries, ({ definition }) =>
    (definition?.fields ?? []).flatMap((field) => {
      const type = underlying(field.type);
      const target = type.kind === "struct" ? entryOf.get(type.definition) : undefined;
      return field.requiredness === "required" && target !== undefined ? [target] : [];
    }),
  );
  for (const cycle of cycles) {
    const [first] = cycle;
    if (first === undefined) continue;
    const names = cycle.map(({ syntax }) => syntax.name.text);
    const message = `no value of ${shown(first.syntax.name.text)} can be made: it requires itself, ${cycleText(names)}`;
    diagnostics.error(first.scope.source, first.syntax.name, message, "make one of the fields optional");
  }
}
