import fc from "fast-check";
import type { FieldDescriptor, StructDescriptor, TypeDescriptor } from "../descriptor.ts";
import { holdsSimpleValues } from "../set-shape.ts";

/** Names that harm a codec which builds source or objects from them carelessly. */
const hostileNames = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "then",
  "",
  'a"]; throw 1; //',
  "a\\",
  "a\u2028b",
  "a\u2029b",
  "`\u0024{1}`",
  "a\nb",
  "*/",
  "value",
  "input",
  "depth",
];

const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,8}$/) },
  { weight: 1, arbitrary: fc.constantFrom(...hostileNames) },
);

const simpleKinds = ["bool", "i8", "i16", "i32", "double", "string", "binary", "enum"] as const;

function typeOf(structs: readonly StructDescriptor[], depth: number): fc.Arbitrary<TypeDescriptor> {
  const simple: fc.Arbitrary<TypeDescriptor> = fc.oneof(
    fc.constantFrom(...simpleKinds).map((kind): TypeDescriptor => ({ kind })),
    fc.constantFrom<TypeDescriptor>({ kind: "i64" }, { kind: "i64", as: "number" }),
  );
  const struct: fc.Arbitrary<TypeDescriptor>[] = structs.map((inner) =>
    fc.constant<TypeDescriptor>({ kind: "struct", struct: () => inner }),
  );
  if (depth === 0) return fc.oneof(simple, ...struct);
  const inner = typeOf(structs, depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: simple },
    { weight: 1, arbitrary: inner.map((element): TypeDescriptor => ({ kind: "list", element })) },
    { weight: 1, arbitrary: inner.map((element): TypeDescriptor => ({ kind: "set", element })) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("map" as const), key: inner, value: inner }) },
    ...struct.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function structOf(structs: readonly StructDescriptor[]): fc.Arbitrary<StructDescriptor> {
  const field = fc.record({
    id: fc.integer({ min: -0x8000, max: 0x7fff }),
    name,
    type: typeOf(structs, 2),
    requiredness: fc.constantFrom("required" as const, "optional" as const, "default" as const),
  });
  const fields = fc
    .uniqueArray(field, { maxLength: 6, selector: ({ id }) => id })
    .map((all) => all.filter((one, at) => all.findIndex((other) => other.name === one.name) === at));
  return fc
    .record({ kind: fc.constantFrom("struct" as const, "union" as const, "exception" as const), name, fields })
    .map(({ kind, name, fields }) =>
      kind === "union" && fields.length > 0
        ? { kind, name, fields: fields.map((one): FieldDescriptor => ({ ...one, requiredness: "optional" })) }
        : { kind: kind === "union" ? "struct" : kind, name, fields },
    );
}

/** Descriptors of up to three structs that contain one another, and in one optional field themselves. */
export const anyStruct: fc.Arbitrary<StructDescriptor> = structOf([])
  .chain((first) => structOf([first]).chain((second) => structOf([first, second])))
  .map((root) => {
    if (root.kind === "union" || root.fields.some((field) => field.id === 77 || field.name === "self")) return root;
    const recursive: StructDescriptor = {
      ...root,
      fields: [
        ...root.fields,
        { id: 77, name: "self", type: { kind: "struct", struct: () => recursive }, requiredness: "optional" },
      ],
    };
    return recursive;
  });

/** Values of a struct, as a decoder gives them; structs inside one another at most `depth` deep. */
export function anyValueOf(struct: StructDescriptor, depth: number = 4): fc.Arbitrary<object> {
  if (struct.kind === "union") {
    const members = struct.fields.map(({ name, type }) =>
      itemOf(type, depth).map((item): object => Object.fromEntries([[name, item]])),
    );
    return fc.oneof(...members);
  }
  const entries = struct.fields.map(({ name, type, requiredness }) => {
    return optional(requiredness, depth, () => itemOf(type, depth)).map((value): [string, unknown] => [name, value]);
  });
  return fc.tuple(...entries).map((all) => Object.fromEntries(all));
}

/** An item that may be absent if its field is optional, and is absent where nothing deeper is wanted. */
function optional(
  requiredness: FieldDescriptor["requiredness"],
  depth: number,
  item: () => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (requiredness !== "optional") return item();
  return depth <= 0 ? fc.constant(undefined) : fc.option(item(), { nil: undefined, freq: 2 });
}

/** Text that UTF-8 gives back as it was. */
const text = fc.string({ unit: "binary", maxLength: 12 });

function itemOf(type: TypeDescriptor, depth: number): fc.Arbitrary<unknown> {
  const few = { maxLength: depth <= 0 ? 0 : 3 };
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "i8":
      return fc.integer({ min: -0x80, max: 0x7f });
    case "i16":
      return fc.integer({ min: -0x8000, max: 0x7fff });
    case "i32":
    case "enum":
      return fc.integer();
    case "i64":
      return type.as === "number" ? fc.maxSafeInteger() : fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "double":
      // npm thrift writes -0 as 0, so the comparison with it leaves that one out.
      return fc.double().map((value) => (value === 0 ? 0 : value));
    case "string":
      return text;
    case "binary":
      return fc.uint8Array({ maxLength: 12 });
    case "list":
      return fc.array(itemOf(type.element, depth - 1), few);
    case "set": {
      const items = fc.array(itemOf(type.element, depth - 1), few);
      return holdsSimpleValues(type.element) ? items.map((all) => new Set(all)) : items;
    }
    case "map":
      return fc
        .array(fc.tuple(itemOf(type.key, depth - 1), itemOf(type.value, depth - 1)), few)
        .map((all) => new Map(all));
    case "struct":
      return anyValueOf(type.struct(), depth - 1);
  }
}
