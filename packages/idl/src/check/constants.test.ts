import { describe, expect, test } from "vitest";
import { diagnose, programOf } from "../testdata/diagnose.ts";
import type { ConstValue } from "../thrift/ast.ts";

/** A value in the form that is easiest to compare. */
function simple(value: ConstValue | undefined): unknown {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case "list":
      return value.values.map(simple);
    case "map":
      return new Map(value.entries.map(([key, entry]) => [simple(key), simple(entry)]));
    case "struct":
      return Object.fromEntries(value.fields.map(([field, entry]) => [field.name, simple(entry)]));
    case "enum":
      return `${value.definition.name}.${value.member?.name ?? "?"} = ${value.value}`;
    default:
      return value.value;
  }
}

const constantOf = (text: string) => simple(programOf(text).entry.constants.at(-1)?.value);

const prelude = `enum Color { RED = 1, BLUE }
enum Size { RED, BIG }
typedef Color Paint
typedef i32 Count
struct P { 1: required i32 x, 2: optional P next, 3: string name = "n" }
union U { 1: i32 a, 2: string b }
const i32 SEVEN = 7
const string WORD = "w"
const list<i32> LIST = [1, 2]
`;

describe("a constant", () => {
  test.each([
    ["bool A = true", true],
    ["bool A = 0", false],
    ["i8 A = -128", -128n],
    ["byte A = 0x7f", 127n],
    ["i16 A = 32767", 32767n],
    ["i64 A = -9223372036854775808", -9223372036854775808n],
    ["double A = 1.5e3", 1500],
    ["double A = 3", 3],
    ["double A = SEVEN", 7],
    ["string A = 'it\\'s'", "it's"],
    ['binary A = "b"', "b"],
    ["binary A = WORD", "w"],
    ["Count A = SEVEN", 7n],
    ["i64 A = SEVEN", 7n],
    ["i32 A = Color.BLUE", 2n],
    ["double A = Color.BLUE", 2],
    ["Color A = Color.RED", "Color.RED = 1"],
    ["Color A = Paint.RED", "Color.RED = 1"],
    ["Paint A = RED", "Color.RED = 1"],
    ["Color A = 2", "Color.BLUE = 2"],
    ["list<i32> A = LIST", [1n, 2n]],
    ["list<Count> A = LIST", [1n, 2n]],
    ["list<list<i32>> A = [LIST, [3], []]", [[1n, 2n], [3n], []]],
    ['set<string> A = ["a" "b"; WORD,]', ["a", "b", "w"]],
    ["set<string> A = {}", []],
    [
      'map<string, list<Color>> A = {"a": [RED, Color.BLUE, 1]}',
      new Map([["a", ["Color.RED = 1", "Color.BLUE = 2", "Color.RED = 1"]]]),
    ],
    [
      "map<Color, bool> A = {Color.RED: true; 2: 0}",
      new Map([
        ["Color.RED = 1", true],
        ["Color.BLUE = 2", false],
      ]),
    ],
    ["map<i32, i32> A = []", new Map()],
    ['P A = {"x": SEVEN, \'next\': {"x": 1}}', { x: 7n, next: { x: 1n } }],
    ['U A = {"b": "c"}', { b: "c" }],
  ])("%s", (text, expected) => {
    expect(diagnose(`${prelude}const ${text}`)).toEqual([]);
    expect(constantOf(`${prelude}const ${text}`)).toEqual(expected);
  });

  test.each([
    ["bool A = 2", "expected a bool, found 2 (write true or false)"],
    ['bool A = "true"', 'expected a bool, found the string "true"'],
    ["bool A = Color.RED", 'expected a bool, found a member of "Color"'],
    ["i8 A = 128", "128 does not fit i8, which goes from -128 to 127"],
    ["i16 A = -32769", "-32769 does not fit i16, which goes from -32768 to 32767"],
    ["i32 A = 2147483648", "2147483648 does not fit i32, which goes from -2147483648 to 2147483647"],
    [
      "i64 A = 9223372036854775808",
      "9223372036854775808 does not fit i64, which goes from -9223372036854775808 to 9223372036854775807",
    ],
    ["i32 A = 1.5", "expected an i32, found 1.5"],
    ["i32 A = true", "expected an i32, found true"],
    ['i32 A = "1"', 'expected an i32, found the string "1"'],
    ["i8 A = BIG", 'unknown constant "BIG"'],
    ["double A = 1e999", "this number is too large for a double"],
    ["string A = 1", "expected a string, found 1"],
    ["string A = SEVEN", 'expected a string, found "SEVEN", which is an i32'],
    ['string A = ["a"]', "expected a string, found a list in [ ]"],
    ["Color A = Size.RED", 'expected a member of the enum Color, found a member of "Size"'],
    ["Color A = Color.GREEN", '"Color" has no member "GREEN"'],
    ["i32 A = Color.BLEU", '"Color" has no member "BLEU" (did you mean "Color.BLUE"?)'],
    ["Color A = BLEU", 'unknown constant "BLEU" (did you mean "Color.BLUE"?)'],
    ["Color A = Size.BLUE", '"Size" has no member "BLUE" (did you mean "Color.BLUE"?)'],
    ["Color A = SEVEN", undefined],
    ["Color A = 99999999999", "99999999999 does not fit an enum, which is an i32"],
    ['Color A = "RED"', 'expected a member of the enum Color, found the string "RED"'],
    ["i32 A = SEVN", 'unknown constant "SEVN" (did you mean "SEVEN"?)'],
    ["i32 A = P", 'unknown constant "P"'],
    ["list<i32> A = {1: 2}", "expected a list<i32>, found a map in { }"],
    ["list<i64> A = LIST", 'expected a list<i64>, found "LIST", which is a list<i32>'],
    ["map<i32, i32> A = [1]", "expected a map<i32, i32>, found a list in [ ]"],
    ["P A = []", "expected a value of the struct P, found a list in [ ]"],
    ['P A = {"y": 1, "x": 1}', '"P" has no field "y"'],
    ['P A = {"nxt": {"x": 1}, "x": 1}', '"P" has no field "nxt" (did you mean "next"?)'],
    ['P A = {1: 1, "x": 1}', 'expected the name of a field of "P" in quotes, found 1'],
    ['P A = {"x": 1, "x": 2}', 'the field "x" is given twice'],
    ["P A = {}", 'the required field "x" of "P" is missing'],
    ["U A = {}", 'a value of the union "U" has one member, found 0'],
    ['U A = {"a": 1, "b": "c"}', 'a value of the union "U" has one member, found 2'],
    ["i32 A = A", "this constant stands for itself: A → A"],
    ["list<i32> A = [B] const i32 B = C const i32 C = B", "this constant stands for itself: B → C → B"],
  ])("%s is refused", (text, expected) => {
    const found = diagnose(`${prelude}const ${text}`).filter((line) => line.includes(" error: "));
    expect(found.map((line) => line.replace(/^.*? error: /, ""))).toEqual(expected === undefined ? [] : [expected]);
  });

  test("every error in a value is reported, with its place", () => {
    expect(diagnose('const map<i8, list<bool>> A = {\n 300: [2],\n 1: [true, "x"]\n}')).toEqual([
      "2:2 error: 300 does not fit i8, which goes from -128 to 127",
      "2:8 error: expected a bool, found 2 (write true or false)",
      '3:12 error: expected a bool, found the string "x"',
    ]);
  });

  test.each([
    ["Color A = 9", '"Color" has no member with the value 9'],
    ["set<i32> A = [1, 2, 1]", "this value of the set stands there already"],
    ['map<string, i32> A = {"w": 1, WORD: 2}', "this key of the map stands there already"],
    [
      "i32 A = 010",
      "010 is read as 10; Kitex for Go takes a leading zero for octal (leave the zero out, or write 0o for octal)",
    ],
  ])("%s is warned about", (text, expected) => {
    expect(diagnose(`${prelude}const ${text}`).map((line) => line.replace(/^.*? warning: /, ""))).toEqual([expected]);
  });

  test("an enum with an unknown number keeps the number", () => {
    expect(constantOf(`${prelude}const Color A = 9`)).toBe("Color.? = 9");
  });
});

describe("a name with an include", () => {
  const shared =
    "enum Color { RED = 1 } const i32 N = 5 const Color C = Color.RED typedef Color Paint struct S { 1: i32 a }";

  test.each([
    ["i32 A = shared.N", 5n],
    ["i32 A = shared.C", 1n],
    ["shared.Color A = shared.Color.RED", "Color.RED = 1"],
    ["shared.Color A = shared.Paint.RED", "Color.RED = 1"],
    ["shared.Color A = shared.C", "Color.RED = 1"],
    ["shared.Color A = shared.RED", "Color.RED = 1"],
    ["shared.Color A = Color.RED", "Color.RED = 1"],
    ["shared.Color A = RED", "Color.RED = 1"],
    ['shared.S A = {"a": shared.N}', { a: 5n }],
  ])("%s", (text, expected) => {
    const files = { "main.thrift": `include "shared.thrift"\nconst ${text}`, "shared.thrift": shared };
    expect(diagnose(files)).toEqual([]);
    expect(simple(programOf(files).entry.constants[0]?.value)).toEqual(expected);
  });

  test("that could be an enum here too is ambiguous", () => {
    const files = {
      "main.thrift": 'include "E.thrift"\nenum E { N }\nconst i32 A = E.N',
      "E.thrift": "const i32 N = 5",
    };
    expect(diagnose(files)).toEqual(['3:15 error: "E.N" is a member of an enum here and a constant of an include']);
  });
});

describe("default values", () => {
  test("are checked against the type of their field, and may name constants below", () => {
    const { entry } = programOf(`struct A { 1: i64 a = N, 2: list<E> b = [X], 3: B c = {"x": 1} }
      struct B { 1: i32 x } enum E { X } const i32 N = 3`);
    expect(entry.structs[0]?.fields.map(({ defaultValue }) => simple(defaultValue))).toEqual([
      3n,
      ["E.X = 0"],
      { x: 1n },
    ]);
  });

  test("of the wrong type are reported in structs and parameters", () => {
    expect(diagnose('struct A { 1: i32 a = "x" }\nservice S { void m(1: bool b = 3) }')).toEqual([
      '1:23 error: expected an i32, found the string "x"',
      "2:32 error: expected a bool, found 3 (write true or false)",
    ]);
  });
});

describe("constants that grow", () => {
  test("by naming one another twice are refused", () => {
    const types = ["typedef list<i32> T0", ...Array.from({ length: 30 }, (_, i) => `typedef list<T${i}> T${i + 1}`)];
    const values = [
      "const T0 C0 = [1]",
      ...Array.from({ length: 30 }, (_, i) => `const T${i + 1} C${i + 1} = [C${i}, C${i}]`),
    ];
    const found = diagnose([...types, ...values].join("\n"));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/this constant has more than 100000 parts or 64 levels/);
  });

  test("by naming one another inside a struct are refused", () => {
    const values = Array.from({ length: 1_000 }, (_, i) => `const N C${i + 1} = {"next": C${i}}`);
    const found = diagnose(["struct N { 1: optional N next }", "const N C0 = {}", ...values].join("\n"));
    expect(found).toHaveLength(1);
  });

  test("in a chain of 20,000 are followed", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `const i32 C${index} = C${index + 1}`);
    expect(diagnose([...lines, "const i32 C20000 = 1"].join("\n"))).toEqual([]);
  });
});
