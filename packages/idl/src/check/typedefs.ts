import type { DiagnosticList } from "../diagnostic-list.ts";
import { maxTypeDepth } from "../thrift/parse-type.ts";
import { shown } from "../thrift/shown.ts";
import type { TypeSyntax } from "../thrift/syntax.ts";
import { describe } from "./definition.ts";
import { cycleText, dependencyOrder } from "./dependency-order.ts";
import type { FileScope, TypedefEntry } from "./scopes.ts";
import { resolveType } from "./type-resolver.ts";

/**
 * How many parts a type may have when all typedefs in it are replaced by what they stand for. Twenty lines of
 * `typedef map<A, A> B` make a million, and whoever walks over the type walks over them all.
 */
const maxExpandedParts = 10_000;

interface Expansion {
  readonly depth: number;
  readonly parts: number;
}

/** Makes the typedefs of all files, those that others name first; reports those that stand for themselves. */
export function defineTypedefs(entries: readonly TypedefEntry[], diagnostics: DiagnosticList): void {
  const { order, cycles } = dependencyOrder(entries, ({ syntax, scope }) => typedefsIn(syntax.type, scope));
  const broken = new Set(cycles.flat());
  for (const cycle of cycles) {
    const [first] = cycle;
    if (first === undefined) continue;
    const names = cycle.map(({ syntax }) => syntax.name.text);
    diagnostics.error(first.scope.source, first.syntax.name, `this typedef stands for itself: ${cycleText(names)}`);
  }
  const expansions = new Map<TypedefEntry, Expansion>();
  for (const entry of order) {
    if (broken.has(entry)) continue;
    const { syntax, scope } = entry;
    const type = resolveType(syntax.type, scope, diagnostics);
    if (type === undefined) continue;
    const expansion = expand(syntax.type, scope, expansions);
    if (expansion.depth > maxTypeDepth || expansion.parts > maxExpandedParts) {
      const limits = `${maxTypeDepth} levels or ${maxExpandedParts} parts`;
      const message = `${shown(syntax.name.text)} has more than ${limits} with its typedefs replaced`;
      diagnostics.error(scope.source, syntax.name, message);
      continue;
    }
    expansions.set(entry, expansion);
    entry.definition = { ...describe(syntax, scope.source), file: scope.file, type };
  }
  for (const { definition, scope } of entries) if (definition !== undefined) scope.lists.typedefs.push(definition);
}

function* typedefsIn(type: TypeSyntax, scope: FileScope): Iterable<TypedefEntry> {
  if (type.kind === "map") {
    yield* typedefsIn(type.key, scope);
    yield* typedefsIn(type.value, scope);
  } else if (type.kind === "name") {
    const entry = scope.lookup(type.name);
    if (entry !== undefined && entry !== "unknowable" && entry.kind === "typedef") yield entry;
  } else {
    yield* typedefsIn(type.element, scope);
  }
}

function expand(type: TypeSyntax, scope: FileScope, known: ReadonlyMap<TypedefEntry, Expansion>): Expansion {
  if (type.kind === "name") {
    const entry = scope.lookup(type.name);
    const target = entry !== "unknowable" && entry?.kind === "typedef" ? known.get(entry) : undefined;
    return { depth: 1 + (target?.depth ?? 0), parts: 1 + (target?.parts ?? 0) };
  }
  const children = type.kind === "map" ? [type.key, type.value] : [type.element];
  const expanded = children.map((child) => expand(child, scope, known));
  return {
    depth: 1 + Math.max(...expanded.map(({ depth }) => depth)),
    parts: expanded.reduce((sum, { parts }) => sum + parts, 1),
  };
}
