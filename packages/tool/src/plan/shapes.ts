import type { ConstValue, StructDefinition, StructField, ThriftType } from "@kitex-ts/idl";

/** The type behind all typedefs. */
export function underlying(type: ThriftType): Exclude<ThriftType, { readonly kind: "typedef" }> {
  let inner = type;
  while (inner.kind === "typedef") inner = inner.definition.type;
  return inner;
}

/** Whether a set of these elements is a `Set`: only values that compare by value are. */
export function isSimpleElement(element: ThriftType): boolean {
  switch (underlying(element).kind) {
    case "list":
    case "set":
    case "map":
    case "struct":
    case "binary":
      return false;
    default:
      return true;
  }
}

/** A field that need not be given although it is always there: the IDL says what it is then. */
export type FilledInField = StructField & { readonly defaultValue: ConstValue };

/** Whether a field need not be given although it is always there. */
export function isFilledIn(field: StructField): field is FilledInField {
  return field.requiredness === "default" && field.defaultValue !== undefined;
}

/** How the IDL's integers of 64 bits appear. */
export type I64Mapping = "bigint" | "number";

/**
 * Questions about the shape of types whose answers need a walk through other types. Answers are remembered, so one
 * instance serves a whole program.
 */
export class Shapes {
  readonly #i64: I64Mapping;
  readonly #differing = new Map<StructDefinition, boolean>();
  readonly #returning = new Map<StructDefinition, boolean>();

  constructor(i64: I64Mapping) {
    this.#i64 = i64;
  }

  /** Whether more may go in than comes out: the type has an `Input` twin. */
  inputDiffers(type: ThriftType): boolean {
    const inner = underlying(type);
    switch (inner.kind) {
      case "i64":
        return this.#i64 === "bigint";
      case "list":
      case "set":
      case "map":
        return true;
      case "struct":
        return this.structInputDiffers(inner.definition);
      default:
        return false;
    }
  }

  /**
   * Whether a struct or union has an `Input` twin. An exception has none: its class is what goes in and what comes out.
   */
  structInputDiffers(struct: StructDefinition): boolean {
    const known = this.#differing.get(struct);
    if (known !== undefined) return known;
    return this.#reachesDifference(struct);
  }

  /**
   * Whether a field without a word of this type is left out when absent: a union, or a struct that contains `owner` by
   * value again, so that its value of defaults would have no end. (The IDL is refused where a struct requires itself.)
   */
  isOmittable(type: ThriftType, owner: StructDefinition): boolean {
    const inner = underlying(type);
    if (inner.kind !== "struct") return false;
    const { definition } = inner;
    return definition.kind === "union" || this.#containsByValue(definition, owner);
  }

  /** Structs refer to one another in circles, so this walks all that can be reached instead of recursing. */
  #reachesDifference(start: StructDefinition): boolean {
    const seen = new Set<StructDefinition>([start]);
    // A set is walked in the order of insertion, and members added on the way are walked too.
    for (const struct of seen) {
      if (struct.kind === "exception") continue;
      if (this.#differing.get(struct) === true || struct.fields.some((field) => this.#isDifferent(struct, field))) {
        this.#differing.set(start, true);
        return true;
      }
      for (const field of struct.fields) {
        const inner = underlying(field.type);
        if (inner.kind === "struct" && this.#differing.get(inner.definition) !== false) seen.add(inner.definition);
      }
    }
    // Nothing that can be reached from here differs, and that holds for everything on the way too.
    for (const struct of seen) this.#differing.set(struct, false);
    return false;
  }

  #isDifferent(struct: StructDefinition, field: StructField): boolean {
    if (struct.kind === "struct" && isFilledIn(field)) return true;
    const inner = underlying(field.type);
    return inner.kind !== "struct" && this.inputDiffers(inner);
  }

  #containsByValue(start: StructDefinition, target: StructDefinition): boolean {
    if (start === target) return true;
    // Most structs are in no circle at all; those need no second walk.
    if (!this.#isInCircle(target)) return false;
    return reachableByValue(start).has(target);
  }

  #isInCircle(struct: StructDefinition): boolean {
    const known = this.#returning.get(struct);
    if (known !== undefined) return known;
    const returning = reachableByValue(struct).has(struct);
    this.#returning.set(struct, returning);
    return returning;
  }
}

/**
 * Structs that stand in a value of `start` without a list, an `optional` or a union between. Only those of the same
 * file: includes have no circles, so nothing from another file leads back.
 */
function reachableByValue(start: StructDefinition): ReadonlySet<StructDefinition> {
  const reached = new Set<StructDefinition>();
  const waiting = [start];
  for (let struct = waiting.pop(); struct !== undefined; struct = waiting.pop()) {
    if (struct.kind === "union") continue;
    for (const field of struct.fields) {
      const inner = underlying(field.type);
      if (field.requiredness === "optional" || inner.kind !== "struct") continue;
      if (inner.definition.file.path !== start.file.path || reached.has(inner.definition)) continue;
      reached.add(inner.definition);
      waiting.push(inner.definition);
    }
  }
  return reached;
}
