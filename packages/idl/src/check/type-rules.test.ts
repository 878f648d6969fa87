import { describe, expect, test } from "vitest";
import { diagnose, programOf } from "../testdata/diagnose.ts";

describe("names", () => {
  test.each([
    ["struct A { 1: Reqest r } struct Request {}", ['1:15 error: unknown type "Reqest" (did you mean "Request"?)']],
    ["struct A { 1: STRING s }", ['1:15 error: unknown type "STRING"']],
    ["struct A { 1: uuid s }", ['1:15 error: unknown type "uuid" (Kitex has no such type; use string or binary)']],
    ["struct A { 1: slist s }", ['1:15 error: unknown type "slist" (use string)']],
    ["struct A { 1: void v }", ["1:15 error: void is only what a method returns, no type"]],
    ["struct A { 1: list<void> v }", ["1:20 error: void is only what a method returns, no type"]],
    ["const i32 C = 1 struct A { 1: C c }", ['1:31 error: "C" is a constant, not a type']],
    [
      "service S {} struct A { 1: map<S, S> c }",
      ['1:32 error: "S" is a service, not a type', '1:35 error: "S" is a service, not a type'],
    ],
    ["struct A {} struct A {}", ['1:20 error: "A" is defined twice (the first is in line 1)']],
    [
      "struct A {}\nenum A {}\nservice A {}",
      [
        '2:6 error: "A" is defined twice (the first is in line 1)',
        '3:9 error: "A" is defined twice (the first is in line 1)',
      ],
    ],
    ["const i32 A = 1 typedef i32 A", ['1:29 error: "A" is defined twice (the first is in line 1)']],
    ["struct string {}", ['1:8 error: "string" is a type of Thrift and cannot be defined']],
    ["typedef i32 list", ['1:13 error: "list" is a type of Thrift and cannot be defined']],
    ["struct A { 1: i32 a, 2: i32 a }", ['1:29 error: there is already a field called "a"']],
    ["struct A { 1: i32 a, 1: i32 b }", ['1:22 error: the id 1 is already that of "a"']],
    ["enum E { A, A = 5 }", ['1:13 error: "A" is already a member of "E"']],
    ["service S { void a() void a() }", ['1:27 error: there is already a method called "a"']],
    ["service S { void a(1: i32 x, 2: i32 x) }", ['1:37 error: there is already a parameter called "x"']],
    ["namespace go a\nnamespace go b", ['2:14 warning: the namespace of "go" is given twice; this one counts']],
  ])("%j", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });

  test("names that differ in case are different names", () => {
    expect(diagnose("struct A { 1: i32 x, 2: i32 X } struct a {} enum E { m, M }")).toEqual([]);
  });

  test("a name may be used above its definition", () => {
    expect(
      diagnose("struct A { 1: B b = {}, 2: E e = E.X, 3: i32 c = C } struct B {} enum E { X } const i32 C = 1"),
    ).toEqual([]);
  });

  const hostile = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "__defineGetter__"];
  test.each(hostile)("%s is a name like any other", (name) => {
    const text = `struct ${name} { 1: optional ${name} ${name} } (${name} = "x")
      enum E { ${name} } const E ${name}C = E.${name}
      service S { ${name} ${name}(1: ${name} ${name}) }
      const map<string, ${name}> M = {"${name}": {"${name}": {}}}`;
    expect(diagnose(text)).toEqual([]);
    expect(programOf(text).entry.structs[0]?.fields[0]?.name).toBe(name);
    expect(diagnose(`struct A { 1: ${name} a }`)).toEqual([`1:15 error: unknown type "${name}"`]);
    expect(diagnose(`const i32 A = ${name}`)).toEqual([`1:15 error: unknown constant "${name}"`]);
    expect(diagnose(`struct A {} const A B = {"${name}": 1}`)).toEqual([`1:26 error: "A" has no field "${name}"`]);
  });
});

describe("ids of fields", () => {
  test("go from 1 to 32767; negative ones are warned about", () => {
    expect(diagnose("struct A { 0: i32 a, 32768: i32 b, -1: i32 c, 32767: i32 d, -32769: i32 e }")).toEqual([
      "1:12 error: 0 is no id for a field; ids begin with 1",
      "1:22 error: the id 32768 does not fit i16; ids go from 1 to 32767",
      "1:36 warning: negative ids are what Apache Thrift gives to fields without one; write a positive one",
      "1:61 error: the id -32769 does not fit i16; ids go from 1 to 32767",
    ]);
  });

  test("are the one before plus 1 where they are missing", () => {
    const text = "struct A { i32 a, i32 b, 7: i32 c, i32 d, -5: i32 e }";
    expect(programOf(text).entry.structs[0]?.fields.map(({ id }) => id)).toEqual([1, 2, 7, 8, -5]);
    expect(diagnose(text)[0]).toBe(
      '1:16 warning: "a" has no id and gets 1, as Kitex for Go numbers it (write an id: Apache Thrift counts down from -1 instead)',
    );
    expect(diagnose("struct A { 32767: i32 a, i32 b }")).toContain(
      "1:30 error: the id before it is 32767, the last there is; write a smaller one",
    );
  });
});

describe("requiredness", () => {
  test.each([
    [
      "union U { 1: required i32 a, 2: i32 b }",
      ["optional", "optional"],
      ["1:27 warning: a member of a union cannot be required; it is optional"],
    ],
    ["struct S { 1: required i32 a, 2: optional i32 b, 3: i32 c }", ["required", "optional", "default"], []],
  ])("%s", (text, expected, found) => {
    expect(programOf(text).entry.structs[0]?.fields.map(({ requiredness }) => requiredness)).toEqual(expected);
    expect(diagnose(text)).toEqual(found);
  });

  test("of parameters and declared exceptions", () => {
    const text = "exception X {} service S { void m(1: optional i32 a, 2: required i32 b) throws (1: X x) }";
    const method = programOf(text).entry.services[0]?.methods[0];
    expect(method?.parameters.map(({ requiredness }) => requiredness)).toEqual(["default", "required"]);
    expect(method?.throws.map(({ requiredness }) => requiredness)).toEqual(["optional"]);
    expect(diagnose(text)).toEqual(["1:51 warning: a parameter cannot be optional; the word has no effect"]);
  });
});

describe("enums", () => {
  test("count on from the member before", () => {
    const text = "enum E { A, B = 5, C, D = -2, F, G = 0x10, H }";
    expect(programOf(text).entry.enums[0]?.members.map(({ value }) => value)).toEqual([0, 5, 6, -2, -1, 16, 17]);
  });

  test.each([
    ["enum E { A = 2147483648 }", ['1:14 error: "A" has the value 2147483648, which does not fit i32']],
    ["enum E { A = 2147483647, B }", ['1:26 error: "B" has the value 2147483648, which does not fit i32']],
    [
      "enum E { A = 1, B = 1 }",
      ['1:21 warning: "B" and "A" are both 1 (Kitex for Go refuses two names for one value)'],
    ],
    [
      "enum E { A = 010 }",
      [
        "1:14 warning: 010 is read as 10; Kitex for Go takes a leading zero for octal (leave the zero out, or write 0o for octal)",
      ],
    ],
    ["enum E {}", []],
  ])("%s", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });
});

describe("typedefs", () => {
  test.each([
    ["typedef A A", ["1:11 error: this typedef stands for itself: A → A"]],
    [
      "typedef list<B> A\ntypedef map<i32, C> B\ntypedef A C\nstruct S { 1: A a }",
      ["1:17 error: this typedef stands for itself: A → B → C → A"],
    ],
    ["typedef A B\ntypedef i32 A\ntypedef B C", []],
    ["typedef Missing A\ntypedef A B\nstruct S { 1: B b }", ['1:9 error: unknown type "Missing"']],
  ])("%j", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });

  test("that double at each step are refused before anyone walks over them", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `typedef map<T${index}, T${index}> T${index + 1}`);
    const found = diagnose(["typedef i32 T0", ...lines].join("\n"));
    expect(found).toEqual(
      ['13:21 error: "T13" has more than 64 levels or 10000 parts with its typedefs replaced'].map(() => found[0]),
    );
    expect(found[0]).toMatch(/has more than 64 levels or 10000 parts with its typedefs replaced$/);
  });

  test("in a chain of 20,000 are refused", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `typedef T${index} T${index + 1}`);
    expect(diagnose(`typedef i32 T0\n${lines.join("\n")}`)[0]).toMatch(/has more than 64 levels/);
  });
});

describe("structs that contain themselves", () => {
  test.each([
    ["struct A { 1: optional A a, 2: A b, 3: required list<A> c }", []],
    [
      "struct A { 1: required A a }",
      ['1:8 error: no value of "A" can be made: it requires itself, A → A (make one of the fields optional)'],
    ],
    [
      "struct A { 1: required T b } typedef B T struct B { 1: required A a }",
      ['1:8 error: no value of "A" can be made: it requires itself, A → B → A (make one of the fields optional)'],
    ],
    ["struct A { 1: required U u } union U { 1: A a }", []],
  ])("%s", (text, expected) => {
    expect(diagnose(text)).toEqual(expected);
  });
});

test("a union has at most one default value", () => {
  expect(diagnose("union U { 1: i32 a = 1, 2: i32 b = 2 }")).toEqual([
    "1:36 error: a union has one member at a time, so only one can have a default",
  ]);
});
