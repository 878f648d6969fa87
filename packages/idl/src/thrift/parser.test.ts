import { describe, expect, test } from "vitest";
import { diagnose, programOf } from "../testdata/diagnose.ts";

describe("what Thrift allows", () => {
  test.each([
    ["nothing", ""],
    ["only comments", "// a\n# b\n/* c */"],
    [
      "separators of any kind or none",
      "struct A { 1: i32 a, 2: i32 b; 3: i32 c 4: i32 d } enum E { X, Y; Z W } struct B {};",
    ],
    ["constants with either separator", "const i32 A = 1; const i32 B = 2, const list<i32> C = [1, 2; 3 4]"],
    ["headers with separators", 'namespace go a; namespace * b, cpp_include "x"; struct A {}'],
    ["scopes with dots", 'namespace py.twisted a.b (x = "y")\nnamespace smalltalk.category c'],
    ["reference marks", "struct A { 1: optional A & next, 2: list<A>& all }"],
    [
      "words of Thrift as names of fields",
      "struct A { 1: i32 list, 2: i32 struct, 3: string required, 4: i32 throws, 5: i32 include }",
    ],
    [
      "words of Thrift as names of methods and members",
      "enum E { enum, const } service S { void service(1: i32 oneway) void throws() }",
    ],
    [
      "cpp_type",
      'typedef map cpp_type "M" <i32, i32> A typedef set cpp_type "S"<i32> B typedef list<i32> cpp_type "L" C',
    ],
    [
      "annotations everywhere",
      `typedef i32 (a.b = "c") Id (d)
       enum E { A (x = "1", y = '2'; z) B = 2 (x = "") } (e = "f")
       struct S { 1: list<i32 (in = "1")> (out = "2") xs = [1] (api.query = "xs"), } (s)
       service V { i32 (r = "1") m(1: i32 a (p = "1")) throws () (streaming.mode = "unary") } (v = "1",)
       const i32 C = 1 (c = "d")`,
    ],
    ["an empty list of annotations", "struct A {} ()"],
    ["a byte order mark and Windows line ends", "\ufeffstruct A {\r\n 1: i32 a\r\n}\r\n"],
    [
      "everything on one line",
      "struct A{1:required i32 a=-1,2:optional string b='x'}service S{A m(1:A a)throws(1:X x)oneway void n()}exception X{}",
    ],
  ])("%s", (_, text) => {
    expect(diagnose(text)).toEqual([]);
  });

  test("an annotation without a value has the value 1, and a name may stand twice", () => {
    const [struct] = programOf('struct A {} (a, b = "x", b = "y", go.tag = "json:\\"a\\"")').entry.structs;
    expect(struct?.annotations).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "x" },
      { name: "b", value: "y" },
      { name: "go.tag", value: 'json:"a"' },
    ]);
  });

  test("old headers name their scope, with a warning", () => {
    const files = 'php_namespace A.B\njava_package c.d\nxsd_namespace "http://x"';
    expect([...programOf(files).entry.namespaces]).toEqual([
      ["php", "A.B"],
      ["java", "c.d"],
    ]);
    expect(diagnose(files)).toEqual([
      '1:1 warning: php_namespace is the old form of "namespace php"',
      '2:1 warning: java_package is the old form of "namespace java"',
      '3:1 warning: xsd_namespace is the old form of "namespace xsd"',
    ]);
  });

  test("old words are taken with a warning", () => {
    const text =
      "struct A xsd_all { 1: byte a xsd_optional xsd_nillable xsd_attrs { 1: i32 x } 2: i32 b }\nservice S { async void m() }";
    expect(diagnose(text)).toEqual([
      "1:10 warning: xsd_all has no effect",
      "1:30 warning: xsd_optional has no effect",
      "1:43 warning: xsd_nillable has no effect",
      "1:56 warning: xsd_attrs has no effect",
      "2:13 warning: async is the old word for oneway",
    ]);
    expect(programOf(text).entry.structs[0]?.fields.map(({ type }) => type.kind)).toEqual(["i8", "i32"]);
  });
});

describe("what is no Thrift", () => {
  test.each([
    ["strcut A {}", ['1:1 error: expected a definition, found "strcut" (did you mean struct?)']],
    [
      "package x",
      [
        '1:1 error: expected a definition, found "package" (a definition begins with typedef, const, enum, struct, union, exception, service)',
      ],
    ],
    ["struct {}", ['1:8 error: expected the name of the struct, found "{"']],
    ["struct A.B {}", ['1:8 error: a name that is defined here has no dot: "A.B"']],
    ["struct A", ['1:9 error: expected "{" behind the name of the struct, found the end of the file']],
    ["struct A { 1: i32 }", ['1:19 error: expected the name of the field, found "}"']],
    ["struct A { 1 i32 a }", ['1:14 error: expected ":" behind the id of a field, found "i32"']],
    ["struct A { 1: i32 a = }", ['1:23 error: expected a value, found "}"']],
    ["struct A { 1: list a }", ['1:20 error: expected "<" behind list, found "a"']],
    ["struct A { 1: list<i32 a }", ['1:24 error: expected ">" to close the list type, found "a"']],
    [
      "struct A { 1: map<i32> a }",
      ['1:22 error: expected "," between the key type and the value type of a map, found ">"'],
    ],
    ["struct A { 1: optional<i32> a }", ['1:23 error: expected a type, found "<"']],
    ["typedef pair<i32> A", ["1:9 error: pair<…> is no type of Thrift; only list, set and map take types"]],
    [
      "service S { stream<i32> m() }",
      [
        '1:13 error: stream<…> is no type of Thrift; only list, set and map take types (annotate the method instead: (streaming.mode = "server"))',
      ],
    ],
    ["service S { i32 m }", ['1:19 error: expected "(" behind the name of a method, found "}"']],
    ["service S { m() }", ['1:17 error: expected the name of the method, found "}"']],
    ['senum A { "a" }\nstruct B {}', ["1:1 error: senum is no longer part of Thrift (use string where it was used)"]],
    ["enum E { A = x }", ['1:14 error: expected an integer, found "x"']],
    ["const i32 A 1", ['1:13 error: expected "=" behind the name of a constant, found the number 1']],
    ["const list<i32> A = [1, 2", ['1:26 error: expected a value or "]", found the end of the file']],
    ["struct A {} (a = 1)", ["1:18 error: expected the value of the annotation in quotes, found the number 1"]],
    ["namespace go", ["1:13 error: expected the namespace, found the end of the file"]],
    ['namespace go "../../x"', ['1:14 error: expected the namespace, found the string "../../x"']],
    [
      'struct A {}\ninclude "a"',
      ["2:1 error: include must stand above the first definition", '2:9 error: there is no file "a" (looked in /idl)'],
    ],
    [
      "struct A {} }",
      [
        '1:13 error: expected a definition, found "}" (a definition begins with typedef, const, enum, struct, union, exception, service)',
      ],
    ],
    ["struct A { 1: i32 a", ['1:20 error: expected a field or "}", found the end of the file']],
  ])("%j", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });
});

describe("after an error", () => {
  test("the next fields are read", () => {
    expect(diagnose("struct A {\n 1: i32\n 2: Foo a\n 3: i32 b =\n 4: Bar c\n 1: i32 d\n}")).toEqual([
      "3:2 error: expected the name of the field, found the number 2",
      '3:5 error: unknown type "Foo"',
      "5:2 error: expected a value, found the number 4",
      '5:5 error: unknown type "Bar"',
    ]);
  });

  test("errors in fields are all reported", () => {
    expect(
      diagnose("struct A {\n 1: i32 a b\n 2: i32 = 3,\n 3: Foo c\n 4: @i32 d\n}\nstruct B { 1: Bar b }"),
    ).toMatchInlineSnapshot(`
      [
        "3:2 error: expected the name of the field, found the number 2",
        "3:9 error: expected the name of the field, found "="",
        "4:5 error: unknown type "Foo"",
        "5:5 error: unexpected "@"",
        "7:15 error: unknown type "Bar"",
      ]
    `);
  });

  test("the next methods are read", () => {
    expect(
      diagnose("service S {\n void a(,)\n void b(1: Foo x)\n i32 c[]\n void d(1: Bar x)\n}"),
    ).toMatchInlineSnapshot(`
      [
        "2:9 error: expected a field or ")", found ","",
        "3:12 error: unknown type "Foo"",
        "4:7 error: expected "(" behind the name of a method, found "["",
        "5:12 error: unknown type "Bar"",
      ]
    `);
  });

  test("the next members are read", () => {
    expect(diagnose("enum E {\n A = 1.5\n B = C,\n D, D\n}")).toMatchInlineSnapshot(`
      [
        "2:6 error: expected an integer, found the number 1.5",
        "3:6 error: expected an integer, found "C"",
        "4:5 error: "D" is already a member of "E"",
      ]
    `);
  });

  test("a body that is not closed ends where the next definition begins", () => {
    const text =
      "struct A {\n 1: i32 a\n\nstruct B {\n 1: Foo a\n}\nenum E {\n X\nservice S {\n void m(1: i32 a\n}\nconst i32 C = D";
    expect(diagnose(text)).toMatchInlineSnapshot(`
      [
        "4:1 error: expected a field or "}", found "struct"",
        "5:5 error: unknown type "Foo"",
        "9:1 error: expected a member of the enum or "}", found "service"",
        "11:1 error: expected a field or ")", found "}"",
        "12:15 error: unknown constant "D"",
      ]
    `);
  });

  test("a definition that is not understood is left out whole", () => {
    expect(
      diagnose("strcut A {\n 1: i32 struct\n}\ninterface B { 1: { } }\nstruct C { 1: i32 a, 1: i32 b }"),
    ).toMatchInlineSnapshot(`
      [
        "1:1 error: expected a definition, found "strcut" (did you mean struct?)",
        "4:1 error: expected a definition, found "interface" (a definition begins with typedef, const, enum, struct, union, exception, service)",
        "5:22 error: the id 1 is already that of "a"",
      ]
    `);
  });

  test("a name that may have been lost in a syntax error is not called unknown", () => {
    expect(diagnose("strcut A {}\nstruct B { 1: A a }")).toEqual([
      '1:1 error: expected a definition, found "strcut" (did you mean struct?)',
    ]);
  });

  test("a name that is unknown in spite of a syntax error in a field is reported", () => {
    expect(diagnose("struct A { 1: i32 }\nstruct B { 1: Missing a, 2: A b }")).toEqual([
      '1:19 error: expected the name of the field, found "}"',
      '2:15 error: unknown type "Missing"',
    ]);
  });
});

test("numbers are read in every notation", () => {
  const text = "const list<i64> A = [0x1F, -0xff, 0o17, +5, -0, 9223372036854775807, -9223372036854775808]";
  const [constant] = programOf(text).entry.constants;
  const values =
    constant?.value.kind === "list" ? constant.value.values.map((value) => value.kind === "int" && value.value) : [];
  expect(values).toEqual([31n, -255n, 15n, 5n, 0n, 9223372036854775807n, -9223372036854775808n]);
});
