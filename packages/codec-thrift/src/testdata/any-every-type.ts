import fc from "fast-check";
import { type EveryTypeInput, type Inner, NotFound, type Subject } from "./generated.ts";

const text = fc.string({ unit: "binary", maxLength: 10 });
const inner: fc.Arbitrary<Inner> = fc.record({ name: text, rank: fc.integer() });
const subject: fc.Arbitrary<Subject> = fc.oneof(fc.record({ inner }), fc.record({ text }));

function optional<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(of, { nil: undefined });
}

/** Values of the hand-written example's largest struct, up to three inside one another. */
export const anyEveryType: fc.Arbitrary<EveryTypeInput> = level(2);

function level(below: number): fc.Arbitrary<EveryTypeInput> {
  return fc.record({
    flag: fc.boolean(),
    tiny: fc.integer({ min: -0x80, max: 0x7f }),
    small: fc.integer({ min: -0x8000, max: 0x7fff }),
    medium: fc.integer(),
    large: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger()),
    ratio: fc.double(),
    text,
    bytes: fc.uint8Array({ maxLength: 10 }),
    color: fc.integer(),
    names: fc.array(text, { maxLength: 3 }),
    numbers: fc.array(fc.integer(), { maxLength: 3 }).map((all) => new Set(all)),
    totals: fc
      .array(fc.tuple(text, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { maxLength: 3 })
      .map((all) => new Map(all)),
    inner,
    nested: optional(
      fc.array(
        fc
          .array(fc.tuple(fc.integer(), fc.array(inner, { maxLength: 2 })), { maxLength: 2 })
          .map((all) => new Map(all)),
        { maxLength: 2 },
      ),
    ),
    innerSet: fc.array(inner, { maxLength: 2 }),
    subject: optional(subject),
    next: below === 0 ? fc.constant(undefined) : optional(level(below - 1)),
    greeting: optional(text),
    id: fc.integer(),
    failure: optional(fc.record({ id: text, code: fc.integer() }).map((fields) => new NotFound(fields))),
    constructor: optional(text),
  });
}
