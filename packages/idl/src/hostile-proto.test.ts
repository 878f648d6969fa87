import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "./diagnostic.ts";
import { loadDescriptors, type ProtoLoadResult } from "./load-proto.ts";
import { loadProtoFrom, protoProgramOf } from "./testdata/diagnose-proto.ts";

/** What is found must be in the text, and printable. */
function checked(result: ProtoLoadResult, text: string): readonly string[] {
  const found = result.ok ? result.warnings : result.diagnostics;
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const diagnostic of found) {
    expect(diagnostic.position.line).toBeLessThanOrEqual(lines);
    if (diagnostic.sourceLine !== "")
      expect(diagnostic.position.column).toBeLessThanOrEqual(diagnostic.sourceLine.length + 2);
    expect(formatDiagnostic(diagnostic, { color: false }).length).toBeLessThan(5_000);
  }
  if (!result.ok) expect(found.length).toBeGreaterThan(0);
  return found.map(({ message }) => message);
}

/** Loads a text, which may not throw. */
const survives = (text: string) => checked(loadProtoFrom(text), text);

const deep = 100_000;
const proto3 = 'syntax = "proto3"; ';
const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => each(i)).join("\n");

describe("a hostile file gives errors, and nothing else", { timeout: 60_000 }, () => {
  test.each([
    ["a comment that is not closed", "message A {} /* and then", "this comment is not closed"],
    ["a string that is not closed", 'option go_package = "x', "this string is not closed"],
    ["NUL bytes", "message A\0B {}", 'expected ";", found "\\u0000"'],
    ["a path with a NUL byte", 'import "a\\0b";', 'there is no file "a\\u0000b"'],
    ["messages in messages", "message A {".repeat(deep), "messages stand in one another more than 32 deep"],
    [
      "groups in groups",
      `message A { ${"repeated group G = 1 {".repeat(deep)}`,
      "messages stand in one another more than 32 deep",
    ],
    ["braces", "{".repeat(deep), 'unexpected "{"'],
    ["closing braces", "}".repeat(deep), 'unexpected "}"'],
    [
      "values in values",
      `option (a) = ${"{ a ".repeat(deep)}`,
      "the values of an option stand in one another more than 100 deep",
    ],
    [
      "lists in lists",
      `option (a) = { a: ${"[".repeat(deep)}`,
      "the values of an option stand in one another more than 100 deep",
    ],
    [
      "angle brackets",
      `option (a) = ${"< a: ".repeat(deep)}`,
      "the values of an option stand in one another more than 100 deep",
    ],
    ["a package of many parts", `package ${"a.".repeat(deep)}b;`, "the name of a package has at most 100 parts"],
    ["a number of a megabyte", `message A { int32 a = ${"9".repeat(1_000_000)}; }`, 'the number of "a" is too large'],
    ["a thousand syntax errors", many(1_000, (i) => `message A${i} { x }`), 'unexpected "}"'],
    ["a hundred thousand quotes of two kinds", "\"'\n".repeat(deep), /^\d+ more errors are left out$/],
    [
      "a hundred thousand unknown types",
      `${many(2_000, (i) => `message M${i} { ${many(50, (j) => `T${j} f${j} = ${j + 1};`)} }`)}`,
      /^\d+ more errors are left out$/,
    ],
    [
      "a hundred thousand reserved ranges",
      `message A { ${many(deep, (i) => `reserved ${2 * i + 3};`)} int32 a = 3; }`,
      "the number 3 is reserved",
    ],
    [
      "more fields than protobufjs can bear",
      `message A { ${many(deep, (i) => `int32 f${i} = ${i + 1};`)} }`,
      "a message has at most 3000 fields here",
    ],
    ["a hundred thousand definitions of one name", many(deep, () => "message A {}"), /^\d+ more errors are left out$/],
  ])("%s", (_, text, message) => {
    const found = survives(proto3 + text);
    if (typeof message === "string") expect(found).toContain(message);
    else expect(found.at(-1)).toMatch(message);
  });

  test("a name of a megabyte is a name", () => {
    const name = "n".repeat(1_000_000);
    expect(survives(`${proto3}message ${name} { ${name} ${name} = 1; ${name}x y = 2; }`)).toEqual([
      `unknown type "${"n".repeat(60)}…"`,
    ]);
  });

  test("names of JavaScript's own properties leave its objects as they are", () => {
    const names = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "__defineGetter__"];
    const before = JSON.stringify([names.map((name) => typeof Reflect.get({}, name)), Object.keys(Object.prototype)]);
    for (const name of names) {
      survives(`syntax = "proto2"; package ${name}.${name}; import "google/protobuf/descriptor.proto";
        message ${name} { optional ${name} ${name} = 1 [(${name}) = { ${name}: 1 }, ${name}.${name} = 2]; extensions 5; }
        extend google.protobuf.FieldOptions { optional ${name} ${name} = 50000; }
        enum ${name}E { ${name}V = 0; } service ${name}S { rpc ${name}(${name}) returns (${name}); }
        option ${name} = "x"; option ${name}.${name} = "x"; option (${name}).${name} = { ${name}: 1 };
        option constructor.prototype.polluted = true; option __proto__.polluted = true;`);
    }
    expect(JSON.stringify([names.map((name) => typeof Reflect.get({}, name)), Object.keys(Object.prototype)])).toBe(
      before,
    );
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

const words = fc.constantFrom(
  ...'syntax edition "proto2" "proto3" "2023" package import public weak option message enum service rpc returns stream oneof map extend extensions reserved to max group optional required repeated int32 string bytes A B.c .x true 0 1 -1 1.5 0x1 inf { } ( ) [ ] < > , ; : = - . / "s" \' " // /* */ \n features default json_name deprecated __proto__'.split(
    " ",
  ),
);

/** A file that is right, and uses every kind of statement. */
const right = `edition = "2023"; package a.b; import "google/protobuf/descriptor.proto";
  option features.enum_type = CLOSED;
  extend google.protobuf.MessageOptions { M note = 50000 [features.message_encoding = DELIMITED]; }
  message M { option (note) = { text: "x\\n", many: [1, 2] inner < text: 'y' > };
    string text = 1 [default = "d", json_name = "t"]; repeated int64 many = 2; M inner = 3;
    map<string, M> map = 4; oneof choice { bool yes = 5; E no = 6; } reserved 7, 9 to 11; reserved gone;
    extensions 100 to max; extend M { int32 added = 100; } enum E { ONE = 1; TWO = 2 [deprecated = true]; } }
  // Calls.
  service S { rpc Call(stream M) returns (.a.b.M) { option idempotency_level = IDEMPOTENT; } }`;

describe("whatever is read, only diagnostics come out", { timeout: 60_000 }, () => {
  test("from any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void survives(text)));
  });

  test("from any sequence of words", () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (each) => void survives(each.join(" "))),
      { numRuns: 300 },
    );
  });

  test("from a file that was cut or changed", () => {
    expect(survives(right)).toEqual([]);
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.nat(20),
      put: fc.oneof(words, fc.string({ unit: "binary", maxLength: 4 })),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
        let text = right;
        for (const { at, drop, put } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + put + text.slice(place + drop);
        }
        survives(text);
      }),
      { numRuns: 150 },
    );
  });

  test("from any bytes that are said to be descriptors", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void checked(loadDescriptors(bytes, ["a.proto"]), "")),
    );
  });

  test("from descriptors that were cut or changed", () => {
    const [descriptor] = protoProgramOf(right).entries.map((entry) => entry.descriptor);
    if (descriptor === undefined) throw new Error("there is no descriptor");
    const edit = fc.record({ at: fc.nat(descriptor.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), fc.nat(descriptor.length), (edits, length) => {
        const bytes = Uint8Array.from(descriptor);
        for (const { at, byte } of edits) bytes[at] = byte;
        const cut = bytes.subarray(0, length % 2 === 0 ? undefined : length);
        const size = Buffer.from([0x0a, (cut.length & 0x7f) | 0x80, cut.length >> 7]);
        checked(loadDescriptors(Buffer.concat([size, cut]), ["main.proto"]), "");
      }),
      { numRuns: 300 },
    );
  });
});
