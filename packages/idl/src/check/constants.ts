import type { DiagnosticList } from "../diagnostic-list.ts";
import type { Span } from "../source.ts";
import { closest } from "../suggestion.ts";
import type {
  ConstValue,
  EnumDefinition,
  EnumMember,
  StructDefinition,
  StructField,
  ThriftType,
} from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import type { ConstSyntax } from "../thrift/syntax.ts";
import { describe } from "./definition.ts";
import { cycleText, dependencyOrder } from "./dependency-order.ts";
import { wanted, written } from "./describe-value.ts";
import type { ConstEntry, FileScope } from "./scopes.ts";
import type { StructsInProgress } from "./structs.ts";
import { resolveType } from "./type-resolver.ts";
import { fitsInteger, integerRange, sameType, underlying } from "./type-rules.ts";
import { constantsIn, enumBefore, lookUpValue, memberByShortName } from "./value-names.ts";

/** How large a constant may become when the constants it names are put in; ten lines of `[A, A]` grow a thousandfold. */
const maxParts = 100_000;
const maxDepth = 64;

interface Evaluated {
  readonly value: ConstValue;
  readonly parts: number;
  readonly depth: number;
}

type Container<Kind extends ConstSyntax["kind"]> = Extract<ConstSyntax, { readonly kind: Kind }>;

/** Turns what is written into values of a type. Every error in a value is reported; such a value is `undefined`. */
export class ConstantEvaluator {
  readonly #structs: StructsInProgress;
  readonly #diagnostics: DiagnosticList;
  readonly #constants = new Map<ConstEntry, Evaluated & { readonly type: ThriftType }>();

  constructor(structs: StructsInProgress, diagnostics: DiagnosticList) {
    this.#structs = structs;
    this.#diagnostics = diagnostics;
  }

  /** Makes the constants of all files, those that others name first; reports those that stand for themselves. */
  defineConstants(entries: readonly ConstEntry[]): void {
    const { order, cycles } = dependencyOrder(entries, ({ syntax, scope }) => constantsIn(syntax.value, scope));
    const broken = new Set(cycles.flat());
    for (const cycle of cycles) {
      const [first] = cycle;
      if (first === undefined) continue;
      const names = cycle.map(({ syntax }) => syntax.name.text);
      this.#error(first.scope, first.syntax.name, `this constant stands for itself: ${cycleText(names)}`);
    }
    for (const entry of order) {
      const { syntax, scope } = entry;
      const type = resolveType(syntax.type, scope, this.#diagnostics);
      if (type === undefined || broken.has(entry)) continue;
      const evaluated = this.#evaluate(syntax.value, type, scope);
      if (evaluated === undefined) continue;
      this.#constants.set(entry, { ...evaluated, type });
      entry.definition = { ...describe(syntax, scope.source), file: scope.file, type, value: evaluated.value };
    }
    for (const { definition, scope } of entries) if (definition !== undefined) scope.lists.constants.push(definition);
  }

  /** The value that stands for `syntax` where a `type` is wanted; constants must have been defined. */
  evaluate(syntax: ConstSyntax, type: ThriftType, scope: FileScope): ConstValue | undefined {
    return this.#evaluate(syntax, type, scope)?.value;
  }

  #evaluate(syntax: ConstSyntax, type: ThriftType, scope: FileScope): Evaluated | undefined {
    if (syntax.kind === "name") return this.#evaluateName(syntax, syntax.name, type, scope);
    const plain = underlying(type);
    switch (plain.kind) {
      case "list":
      case "set":
        if (syntax.kind === "list") return this.#evaluateList(syntax, plain, scope);
        // Apache's compiler takes either pair of brackets when there is nothing between them.
        if (syntax.kind === "map" && syntax.entries.length === 0) return leaf({ kind: "list", values: [] });
        break;
      case "map":
        if (syntax.kind === "map") return this.#evaluateMap(syntax, plain, scope);
        if (syntax.kind === "list" && syntax.values.length === 0) return leaf({ kind: "map", entries: [] });
        break;
      case "struct":
        if (syntax.kind === "map") return this.#evaluateStruct(syntax, plain.definition, scope);
        break;
      default: {
        const value = this.#evaluateScalar(syntax, plain, scope);
        if (value !== "mismatch") return value && leaf(value);
      }
    }
    this.#error(scope, syntax, `expected ${wanted(type)}, found ${written(syntax)}`);
    return undefined;
  }

  #evaluateScalar(
    syntax: ConstSyntax,
    type: ReturnType<typeof underlying>,
    scope: FileScope,
  ): ConstValue | undefined | "mismatch" {
    if (syntax.kind === "string") {
      return type.kind === "string" || type.kind === "binary" ? { kind: "string", value: syntax.value } : "mismatch";
    }
    if (syntax.kind === "double") return type.kind === "double" ? { kind: "double", value: syntax.value } : "mismatch";
    return syntax.kind === "int" ? this.#fromInt(syntax.value, type, syntax, scope) : "mismatch";
  }

  /** An integer stands for a bool (0 and 1), a double and a member of an enum too. */
  #fromInt(
    value: bigint,
    type: ReturnType<typeof underlying>,
    span: Span,
    scope: FileScope,
  ): ConstValue | undefined | "mismatch" {
    switch (type.kind) {
      case "bool":
        if (value === 0n || value === 1n) return { kind: "bool", value: value === 1n };
        this.#error(scope, span, `expected a bool, found ${value}`, "write true or false");
        return undefined;
      case "i8":
      case "i16":
      case "i32":
      case "i64": {
        if (fitsInteger(value, type.kind)) return { kind: "int", value };
        const { min, max } = integerRange(type.kind);
        this.#error(scope, span, `${value} does not fit ${type.kind}, which goes from ${min} to ${max}`);
        return undefined;
      }
      case "double":
        return { kind: "double", value: Number(value) };
      case "enum":
        return this.#enumFromInt(value, type.definition, span, scope);
      default:
        return "mismatch";
    }
  }

  #enumFromInt(value: bigint, definition: EnumDefinition, span: Span, scope: FileScope): ConstValue | undefined {
    if (!fitsInteger(value, "i32")) {
      this.#error(scope, span, `${value} does not fit an enum, which is an i32`);
      return undefined;
    }
    const number = Number(value);
    const member = definition.members.find((candidate) => candidate.value === number);
    if (member === undefined) {
      this.#diagnostics.warning(scope.source, span, `${shown(definition.name)} has no member with the value ${value}`);
    }
    return { kind: "enum", definition, member, value: number };
  }

  #evaluateName(span: Span, name: string, type: ThriftType, scope: FileScope): Evaluated | undefined {
    const plain = underlying(type);
    if (name === "true" || name === "false") {
      if (plain.kind === "bool") return leaf({ kind: "bool", value: name === "true" });
      this.#error(scope, span, `expected ${wanted(type)}, found ${name}`);
      return undefined;
    }
    const found = lookUpValue(name, scope);
    if (found === "unknowable") return undefined;
    if (found === "ambiguous") {
      this.#error(scope, span, `${shown(name)} is a member of an enum here and a constant of an include`);
      return undefined;
    }
    if (found === undefined) {
      if (plain.kind === "enum") {
        const member = memberByShortName(name, plain.definition, scope);
        if (member !== undefined) return leaf(enumValue(plain.definition, member));
      }
      this.#reportUnknownValue(name, span, plain, scope);
      return undefined;
    }
    if (found.kind === "constant") return this.#fromConstant(found.entry, span, type, scope);
    const value = this.#fromMember(found.definition, found.member, plain, span, scope);
    if (value === "mismatch") {
      this.#error(scope, span, `expected ${wanted(type)}, found a member of ${shown(found.definition.name)}`);
      return undefined;
    }
    return value && leaf(value);
  }

  #fromMember(
    definition: EnumDefinition,
    member: EnumMember,
    type: ReturnType<typeof underlying>,
    span: Span,
    scope: FileScope,
  ): ConstValue | undefined | "mismatch" {
    if (type.kind === "enum") return type.definition === definition ? enumValue(definition, member) : "mismatch";
    return type.kind === "bool" ? "mismatch" : this.#fromInt(BigInt(member.value), type, span, scope);
  }

  #fromConstant(entry: ConstEntry, span: Span, type: ThriftType, scope: FileScope): Evaluated | undefined {
    const constant = this.#constants.get(entry);
    if (constant === undefined) return undefined;
    if (sameType(constant.type, type)) return constant;
    const plain = underlying(type);
    const { value } = constant;
    let converted: ConstValue | undefined | "mismatch" = "mismatch";
    if (value.kind === "int") converted = this.#fromInt(value.value, plain, span, scope);
    else if (value.kind === "enum" && plain.kind !== "enum" && plain.kind !== "bool") {
      converted = this.#fromInt(BigInt(value.value), plain, span, scope);
    } else if (value.kind === "string" && (plain.kind === "string" || plain.kind === "binary")) converted = value;
    if (converted !== "mismatch") return converted && leaf(converted);
    const name = shown(entry.syntax.name.text);
    this.#error(scope, span, `expected ${wanted(type)}, found ${name}, which is ${wanted(constant.type)}`);
    return undefined;
  }

  #evaluateList(
    syntax: Container<"list">,
    type: { readonly kind: "list" | "set"; readonly element: ThriftType },
    scope: FileScope,
  ): Evaluated | undefined {
    const evaluated = syntax.values.map((value) => this.#evaluate(value, type.element, scope));
    const complete = evaluated.filter((value) => value !== undefined);
    if (complete.length < evaluated.length) return undefined;
    const values = complete.map(({ value }) => value);
    if (type.kind === "set") this.#reportRepeated(values, syntax.values, "value of the set", scope);
    return this.#grown({ kind: "list", values }, complete, syntax, scope);
  }

  #evaluateMap(
    syntax: Container<"map">,
    type: { readonly key: ThriftType; readonly value: ThriftType },
    scope: FileScope,
  ): Evaluated | undefined {
    const entries: [ConstValue, ConstValue][] = [];
    const parts: Evaluated[] = [];
    for (const [keySyntax, valueSyntax] of syntax.entries) {
      const key = this.#evaluate(keySyntax, type.key, scope);
      const value = this.#evaluate(valueSyntax, type.value, scope);
      if (key === undefined || value === undefined) continue;
      entries.push([key.value, value.value]);
      parts.push(key, value);
    }
    if (entries.length < syntax.entries.length) return undefined;
    this.#reportRepeated(
      entries.map(([key]) => key),
      syntax.entries.map(([key]) => key),
      "key of the map",
      scope,
    );
    return this.#grown({ kind: "map", entries }, parts, syntax, scope);
  }

  #evaluateStruct(syntax: Container<"map">, definition: StructDefinition, scope: FileScope): Evaluated | undefined {
    const known = this.#structs.fieldsOf(definition);
    const fields = new Map<string, readonly [StructField, ConstValue]>();
    const parts: Evaluated[] = [];
    const given = new Set<string>();
    let complete = true;
    for (const [key, valueSyntax] of syntax.entries) {
      if (key.kind !== "string") {
        this.#error(
          scope,
          key,
          `expected the name of a field of ${shown(definition.name)} in quotes, found ${written(key)}`,
        );
        complete = false;
        continue;
      }
      const field = this.#fieldNamed(key.value, key, definition, scope);
      const value = field && this.#evaluate(valueSyntax, field.type, scope);
      if (given.has(key.value)) {
        this.#error(scope, key, `the field ${shown(key.value)} is given twice`);
        complete = false;
      }
      given.add(key.value);
      if (field === undefined || value === undefined) {
        complete = false;
        continue;
      }
      fields.set(key.value, [field, value.value]);
      parts.push(value);
    }
    if (definition.kind === "union" && syntax.entries.length !== 1) {
      const message = `a value of the union ${shown(definition.name)} has one member, found ${syntax.entries.length}`;
      this.#error(scope, syntax, message);
      complete = false;
    }
    for (const { syntax: field } of known.values()) {
      if (field.requiredness !== "required" || field.defaultValue !== undefined || given.has(field.name.text)) continue;
      if (definition.kind === "union") continue;
      this.#error(
        scope,
        syntax,
        `the required field ${shown(field.name.text)} of ${shown(definition.name)} is missing`,
      );
      complete = false;
    }
    if (!complete) return undefined;
    return this.#grown({ kind: "struct", definition, fields: [...fields.values()] }, parts, syntax, scope);
  }

  #fieldNamed(name: string, span: Span, definition: StructDefinition, scope: FileScope): StructField | undefined {
    const known = this.#structs.fieldsOf(definition);
    const found = known.get(name);
    if (found === undefined) {
      const meant = closest(name, known.keys());
      const hint = meant === undefined ? undefined : `did you mean ${shown(meant)}?`;
      this.#error(scope, span, `${shown(definition.name)} has no field ${shown(name)}`, hint);
    }
    return found?.field;
  }

  /** Puts a container together, unless it has grown beyond reason. */
  #grown(value: ConstValue, parts: readonly Evaluated[], span: Span, scope: FileScope): Evaluated | undefined {
    let total = 1;
    let depth = 0;
    for (const part of parts) {
      total += part.parts;
      depth = Math.max(depth, part.depth);
    }
    if (total <= maxParts && depth < maxDepth) return { value, parts: total, depth: depth + 1 };
    this.#error(
      scope,
      span,
      `this constant has more than ${maxParts} parts or ${maxDepth} levels with the constants it names`,
    );
    return undefined;
  }

  #reportRepeated(values: readonly ConstValue[], places: readonly Span[], what: string, scope: FileScope): void {
    const seen = new Set<string | number | bigint | boolean>();
    for (const [index, value] of values.entries()) {
      if (value.kind === "list" || value.kind === "map" || value.kind === "struct") return;
      const place = places[index];
      if (seen.has(value.value) && place !== undefined) {
        this.#diagnostics.warning(scope.source, place, `this ${what} stands there already`);
      }
      seen.add(value.value);
    }
  }

  #reportUnknownValue(name: string, span: Span, type: ReturnType<typeof underlying>, scope: FileScope): void {
    const short = name.slice(name.lastIndexOf(".") + 1);
    const holder = enumBefore(name, scope);
    const definition = type.kind === "enum" ? type.definition : holder;
    const members = definition?.members.map((member) => member.name) ?? [];
    const meant = members.includes(short) ? short : closest(short, members);
    const hint = meant && definition && `did you mean ${shown(`${definition.name}.${meant}`)}?`;
    if (holder !== undefined) {
      this.#error(scope, span, `${shown(holder.name)} has no member ${shown(short)}`, hint);
    } else if (hint !== undefined) {
      this.#error(scope, span, `unknown constant ${shown(name)}`, hint);
    } else {
      scope.reportUnknown("constant", name, span, (entry) => entry.kind === "const", this.#diagnostics);
    }
  }

  #error(scope: FileScope, span: Span, message: string, hint?: string): void {
    this.#diagnostics.error(scope.source, span, message, hint);
  }
}

function leaf(value: ConstValue): Evaluated {
  return { value, parts: 1, depth: 0 };
}

function enumValue(definition: EnumDefinition, member: EnumMember): ConstValue {
  return { kind: "enum", definition, member, value: member.value };
}
