import fc from "fast-check";
import type { Requiredness } from "../thrift/ast.ts";
import type {
  ConstSyntax,
  DefinitionSyntax,
  FieldSyntax,
  FileSyntax,
  MethodSyntax,
  TypeSyntax,
} from "../thrift/syntax.ts";
import type { Bare } from "./print-syntax.ts";

/** Random trees of whole files; their names stand for nothing, since the parser looks nothing up. */

const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((text) => !reserved.has(text));

/** Words that mean something else where a name or a type stands first. */
const reserved = new Set(
  "namespace include cpp_include typedef const enum senum struct union exception service extends throws oneway async required optional void list set map cpp_type xsd_all xsd_optional xsd_nillable xsd_attrs cpp_namespace".split(
    " ",
  ),
);

const dotted = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("."));
const name = word.map((text) => ({ text }));
const text = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .filter((value) => value.isWellFormed() && !value.includes("\0"));
const annotations = fc.array(fc.record({ name: dotted, value: text }), { maxLength: 2 });
const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const types = fc.letrec<{ type: Bare<TypeSyntax> }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant("name" as const), name: dotted, annotations }),
    fc.record({ kind: fc.constantFrom("list" as const, "set" as const), element: tie("type"), annotations }),
    fc.record({ kind: fc.constant("map" as const), key: tie("type"), value: tie("type"), annotations }),
  ),
})).type;

const values = fc.letrec<{ value: Bare<ConstSyntax> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant("int" as const), value: int }),
    fc.record({ kind: fc.constant("double" as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ kind: fc.constant("string" as const), value: text }),
    fc.record({ kind: fc.constant("name" as const), name: dotted }),
    fc.record({ kind: fc.constant("list" as const), values: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({
      kind: fc.constant("map" as const),
      entries: fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }),
    }),
  ),
})).value;

const optionally = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const field: fc.Arbitrary<Bare<FieldSyntax>> = fc.record({
  id: optionally(fc.integer({ min: -40_000, max: 40_000 }).map((value) => ({ value: BigInt(value) }))),
  requiredness: fc.constantFrom<Requiredness>("required", "optional", "default"),
  type: types,
  name,
  defaultValue: optionally(values),
  annotations,
});

const method: fc.Arbitrary<Bare<MethodSyntax>> = fc.record({
  oneway: fc.boolean(),
  returns: optionally(types),
  name,
  parameters: fc.array(field, { maxLength: 3 }),
  throws: fc.array(field, { maxLength: 2 }),
  annotations,
});

const definition: fc.Arbitrary<Bare<DefinitionSyntax>> = fc.oneof(
  fc.record({ kind: fc.constant("typedef" as const), type: types, name, annotations }),
  fc.record({ kind: fc.constant("const" as const), type: types, name, value: values, annotations }),
  fc.record({
    kind: fc.constant("enum" as const),
    name,
    members: fc.array(fc.record({ name, value: optionally(int.map((value) => ({ value }))), annotations }), {
      maxLength: 4,
    }),
    annotations,
  }),
  fc.record({
    kind: fc.constantFrom("struct" as const, "union" as const, "exception" as const),
    name,
    fields: fc.array(field, { maxLength: 4 }),
    annotations,
  }),
  fc.record({
    kind: fc.constant("service" as const),
    name,
    extends: optionally(dotted.map((parent) => ({ text: parent }))),
    methods: fc.array(method, { maxLength: 3 }),
    annotations,
  }),
);

export const arbitraryFile: fc.Arbitrary<Bare<FileSyntax>> = fc.record({
  namespaces: fc.array(fc.record({ scope: fc.oneof(fc.constant("*"), dotted), name: dotted }), { maxLength: 2 }),
  includes: fc.array(fc.record({ path: text }), { maxLength: 2 }),
  definitions: fc.array(definition, { maxLength: 5 }),
});
