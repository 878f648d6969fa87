import type { DiagnosticList } from "../diagnostic-list.ts";
import type { SourceText } from "../source.ts";
import type { Requiredness, StructField } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { FieldSyntax } from "../thrift/syntax.ts";
import type { Building } from "./building.ts";
import { describe } from "./definition.ts";
import type { FileScope } from "./scopes.ts";
import { resolveType } from "./type-resolver.ts";
import { fitsInteger } from "./type-rules.ts";

/** What holds the fields decides what their words mean. */
export type FieldOwner = "struct" | "union" | "exception" | "parameters" | "throws";

/** A field on its way into the tree. */
export interface FieldInProgress {
  readonly syntax: FieldSyntax;
  /** `undefined` when its type is not known, which was reported. */
  readonly field: Building<StructField> | undefined;
}

/**
 * Makes fields out of their syntax, without default values: ids, names, requiredness, types.
 * A field whose id or name is taken is reported and left out.
 */
export function defineFields(
  fields: readonly FieldSyntax[],
  owner: FieldOwner,
  scope: FileScope,
  diagnostics: DiagnosticList,
): readonly FieldInProgress[] {
  const made: FieldInProgress[] = [];
  const names = new Set<string>();
  const byId = new Map<number, string>();
  const numbering = new Numbering(scope.source, diagnostics);
  for (const syntax of fields) {
    const name = syntax.name.text;
    const type = resolveType(syntax.type, scope, diagnostics);
    const id = numbering.idOf(syntax);
    const holder = byId.get(id);
    if (names.has(name)) {
      diagnostics.error(scope.source, syntax.name, `there is already a ${nounOf(owner)} called ${shown(name)}`);
      continue;
    }
    names.add(name);
    if (holder !== undefined) {
      diagnostics.error(scope.source, syntax.id ?? syntax.name, `the id ${id} is already that of ${shown(holder)}`);
      continue;
    }
    byId.set(id, name);
    const requiredness = requirednessOf(syntax, owner, scope.source, diagnostics);
    const described = describe(syntax, scope.source);
    made.push({ syntax, field: type && { ...described, id, type, requiredness, defaultValue: undefined } });
  }
  return made;
}

const LAST_ID = 32_767;

/** Gives each field its id. One without gets the id before it plus 1, as in Kitex for Go; Apache's compiler counts down from -1. */
class Numbering {
  readonly #source: SourceText;
  readonly #diagnostics: DiagnosticList;
  #next = 1;

  constructor(source: SourceText, diagnostics: DiagnosticList) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  idOf({ id, name }: FieldSyntax): number {
    if (id === undefined && this.#next > LAST_ID) {
      this.#diagnostics.error(
        this.#source,
        name,
        `the id before it is ${LAST_ID}, the last there is; write a smaller one`,
      );
      return this.#next++;
    }
    if (id === undefined) {
      const message = `${shown(name.text)} has no id and gets ${this.#next}, as Kitex for Go numbers it`;
      this.#diagnostics.warning(this.#source, name, message, "write an id: Apache Thrift counts down from -1 instead");
      return this.#next++;
    }
    const value = Number(id.value);
    if (id.value === 0n) {
      this.#diagnostics.error(this.#source, id, "0 is no id for a field; ids begin with 1");
    } else if (!fitsInteger(id.value, "i16")) {
      this.#diagnostics.error(this.#source, id, `the id ${id.value} does not fit i16; ids go from 1 to 32767`);
    } else if (id.value < 0n) {
      this.#diagnostics.warning(
        this.#source,
        id,
        "negative ids are what Apache Thrift gives to fields without one; write a positive one",
      );
    }
    this.#next = value + 1;
    return value;
  }
}

function requirednessOf(
  { requiredness, name }: FieldSyntax,
  owner: FieldOwner,
  source: SourceText,
  diagnostics: DiagnosticList,
): Requiredness {
  if (owner === "union" || owner === "throws") {
    const what = owner === "union" ? "a member of a union" : "a declared exception";
    if (requiredness === "required") diagnostics.warning(source, name, `${what} cannot be required; it is optional`);
    return "optional";
  }
  if (owner === "parameters" && requiredness === "optional") {
    diagnostics.warning(source, name, "a parameter cannot be optional; the word has no effect");
    return "default";
  }
  return requiredness;
}

function nounOf(owner: FieldOwner): string {
  switch (owner) {
    case "parameters":
      return "parameter";
    case "throws":
      return "declared exception";
    default:
      return "field";
  }
}
