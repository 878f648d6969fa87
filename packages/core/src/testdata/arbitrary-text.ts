import fc from "fast-check";

/** Text of any UTF-16 units, lone surrogates included. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength });
}

/** Text of any characters that UTF-8 can say. */
export function wellFormedText(maxLength: number): fc.Arbitrary<string> {
  const character = fc
    .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
    .map((codePoint) => String.fromCodePoint(codePoint));
  return fc.string({ unit: character, maxLength });
}
