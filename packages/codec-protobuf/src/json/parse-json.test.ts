import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonMappingError } from "./mapping-error.ts";
import { NumberLiteral } from "./number-literal.ts";
import { parseJson } from "./parse-json.ts";

/** What `JSON.parse` would give. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([name, member]) => [name, plain(member)]));
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof NumberLiteral ? Number(value.text) : value;
}

test("reads whatever JSON.stringify writes, with spaces and without", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      expect(plain(parseJson(JSON.stringify(value, undefined, space)))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("refuses what JSON.parse refuses, and nothing else but names that stand twice", () => {
  const pieces = fc.constantFrom(...'{ } [ ] , : " \\ a 0 1 - + . e E true null \n \u0001 {"a": [1 \\u00'.split(" "));
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expect(() => parseJson(text)).toThrow(JsonMappingError);
        return;
      }
      expect(plain(parseJson(text))).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

describe("numbers", () => {
  test.each(["0", "-1", "0.5", "9007199254740991", "0.1", "5e-324"])("%s is a number", (text) => {
    expect(parseJson(text)).toBe(Number(text));
  });

  test.each(["9007199254740992", "9223372036854775807", "-0", "1.0", "1E3", "1e+21", "1e400", "0.1000000000000000055"])(
    "%s keeps its text",
    (text) => expect(parseJson(text)).toEqual(new NumberLiteral(text)),
  );
});

describe("names", () => {
  test("that mean something to objects are names like any other", () => {
    expect(parseJson('{"__proto__": 1, "constructor": 2}')).toEqual(
      new Map([
        ["__proto__", 1],
        ["constructor", 2],
      ]),
    );
  });

  test("that stand twice are refused, however they are written", () => {
    expect(() => parseJson('{"a": 1, "\\u0061": 2}')).toThrow('the name "a" stands twice in an object');
    expect(() => parseJson('{"a": {"a": 1}}')).not.toThrow();
  });
});

describe("an error says where it is", () => {
  test.each([
    ["", "the text ends at position 0"],
    ["[1,]", '"]" is not expected at position 3'],
    ["[1", "the text ends at position 2"],
    ['{"a" 1}', '"1}" is not expected at position 5'],
    ["[1] 2", '"2" is not expected at position 4'],
    ["nul", '"nul" is not expected at position 0'],
    ['["abc', "the string at position 1 has no end"],
    ['["\u0001"]', "the string at position 1 is no JSON"],
  ])("%j", (text, problem) => expect(() => parseJson(text)).toThrow(problem));
});

test("nesting of any depth exhausts nothing", () => {
  const levels = 200_000;
  let inner = parseJson(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  for (let i = 1; i < levels; i++) inner = Array.isArray(inner) ? inner[0] : undefined;
  expect(inner).toEqual([]);
});
