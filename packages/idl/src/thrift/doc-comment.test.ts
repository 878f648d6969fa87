import { describe, expect, test } from "vitest";
import { programOf } from "../testdata/diagnose.ts";

const docOfStruct = (text: string) => programOf(text).entry.structs.at(-1)?.doc;
const docsOfFields = (fields: string) =>
  programOf(`struct A {${fields}}`).entry.structs[0]?.fields.map(({ doc }) => doc);

describe("the comment above a definition", () => {
  test.each([
    ["/** One line. */\nstruct A {}", "One line."],
    ["/**\n * First.\n *\n *   Indented.\n */\nstruct A {}", "First.\n\n  Indented."],
    ["/**\n   No stars,\n     indented.\n */\nstruct A {}", "No stars,\n  indented."],
    ["/** Windows\r\n * lines.\r\n */\r\nstruct A {}", "Windows\nlines."],
    ["// One.\n// Two.\nstruct A {}", "One.\nTwo."],
    ["# Unix.\nstruct A {}", "Unix."],
    ["/// Triple.\nstruct A {}", "Triple."],
    ["/* Plain. */\nstruct A {}", "Plain."],
    ["// ordinary\n/** Doc. */\nstruct A {}", "Doc."],
    ["// license\n\n// Doc.\nstruct A {}", "Doc."],
    ["// license\n\nstruct A {}", undefined],
    ["/***/ struct A {}", undefined],
    ["/**/ struct A {}", undefined],
    ["//\nstruct A {}", undefined],
    ["/** **/ struct A {}", undefined],
    ["struct B {} // of B\nstruct A {}", undefined],
    ["/** Same line. */ struct A {}", "Same line."],
  ])("%j", (text, doc) => {
    expect(docOfStruct(text)).toBe(doc);
  });
});

describe("the comments of a field", () => {
  test("at the end of the line counts where there is none above", () => {
    expect(docsOfFields("\n 1: i32 a, // of a\n 2: i32 b /* of b */\n // of c\n 3: i32 c; // not this\n")).toEqual([
      "of a",
      "of b",
      "of c",
    ]);
  });

  test("behind the opening brace belongs to nothing", () => {
    expect(docsOfFields(" // of the struct\n 1: i32 a\n")).toEqual([undefined]);
  });

  test("on one line belongs to the field behind it", () => {
    expect(docsOfFields("1: i32 a, /* of b */ 2: i32 b")).toEqual([undefined, "of b"]);
  });

  test("of the last field may stand before the closing brace", () => {
    expect(docsOfFields("1: i32 a // of a\n")).toEqual(["of a"]);
    expect(docsOfFields("1: i32 a /* of a */ ")).toEqual(["of a"]);
  });
});

test("methods, members, typedefs and constants have docs at the end of their line too", () => {
  const { entry } = programOf(
    "typedef i64 Id // of Id\nconst i32 N = 1 // of N\nenum E {\n A // of A\n}\nservice S {\n void m() // of m\n}\n",
  );
  const docs = [entry.typedefs[0], entry.constants[0], entry.enums[0]?.members[0], entry.services[0]?.methods[0]];
  expect(docs.map((item) => item?.doc)).toEqual(["of Id", "of N", "of A", "of m"]);
});
