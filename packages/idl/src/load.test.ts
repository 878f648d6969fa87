import { describe, expect, test } from "vitest";
import { typeText } from "./check/type-rules.ts";
import { loadThrift } from "./load.ts";
import { loadFrom, programOf } from "./testdata/diagnose.ts";
import type { ThriftFile } from "./thrift/ast.ts";

/** A file as an outline: what a reader of the tree sees, without the references back to files. */
function outline(file: ThriftFile): unknown {
  const fields = (list: ThriftFile["structs"][number]["fields"]) =>
    list.map(({ id, name, type, requiredness, defaultValue }) => {
      const value = defaultValue === undefined ? "" : ` = ${defaultValue.kind}`;
      return `${id}: ${requiredness} ${typeText(type)} ${name}${value}`;
    });
  return {
    namespaces: Object.fromEntries(file.namespaces),
    includes: file.includes.map(({ alias }) => alias),
    typedefs: file.typedefs.map(({ name, type }) => `${name} = ${typeText(type)}`),
    constants: file.constants.map(({ name, type, value }) => `${name}: ${typeText(type)} = ${value.kind}`),
    enums: file.enums.map(
      ({ name, members }) => `${name} { ${members.map((member) => `${member.name} = ${member.value}`).join(", ")} }`,
    ),
    structs: file.structs.map(({ kind, name, fields: list }) => [`${kind} ${name}`, ...fields(list)]),
    services: file.services.map(({ name, extends: parent, methods }) => [
      `${name} extends ${parent?.name}`,
      ...methods.map((method) => {
        const returns = method.returns === undefined ? "void" : typeText(method.returns);
        return [
          `${method.oneway ? "oneway " : ""}${returns} ${method.name} ${method.streaming}`,
          fields(method.parameters),
          fields(method.throws),
        ];
      }),
    ]),
  };
}

describe("loadThrift", () => {
  test("makes this tree of a program with everything in it", () => {
    const { entry } = programOf({
      "main.thrift": `include "base.thrift"
namespace go demo.echo
namespace * demo

typedef map<string, list<base.Id>> Index
enum Level { LOW = 1, HIGH }
const Level DEFAULT = Level.HIGH
const Index EMPTY = {}

struct Request {
  1: required string text = "hi"
  2: optional Level level = DEFAULT
  3: Index index
  4: optional Request next
}
union Either { 1: i32 a; 2: Request b }
exception NotFound { 1: string what }

service Echo extends base.Base {
  Request echo(1: Request req) throws (1: NotFound notFound),
  oneway void notify(1: string text)
  Request watch(1: Request req) (streaming.mode = "server")
}`,
      "base.thrift": "typedef i64 Id service Base { void ping() }",
    });
    expect(outline(entry)).toMatchInlineSnapshot(`
      {
        "constants": [
          "DEFAULT: Level = enum",
          "EMPTY: Index = map",
        ],
        "enums": [
          "Level { LOW = 1, HIGH = 2 }",
        ],
        "includes": [
          "base",
        ],
        "namespaces": {
          "*": "demo",
          "go": "demo.echo",
        },
        "services": [
          [
            "Echo extends Base",
            [
              "Request echo unary",
              [
                "1: default Request req",
              ],
              [
                "1: optional NotFound notFound",
              ],
            ],
            [
              "oneway void notify unary",
              [
                "1: default string text",
              ],
              [],
            ],
            [
              "Request watch server",
              [
                "1: default Request req",
              ],
              [],
            ],
          ],
        ],
        "structs": [
          [
            "struct Request",
            "1: required string text = string",
            "2: optional Level level = enum",
            "3: default Index index",
            "4: optional Request next",
          ],
          [
            "union Either",
            "1: optional i32 a",
            "2: optional Request b",
          ],
          [
            "exception NotFound",
            "1: default string what",
          ],
        ],
        "typedefs": [
          "Index = map<string, list<Id>>",
        ],
      }
    `);
  });

  test("gives definitions their file, and the same object wherever they are named", () => {
    const { entry } = programOf("struct A { 1: optional A a } service S { A m(1: A a) }");
    const [struct] = entry.structs;
    const [method] = entry.services[0]?.methods ?? [];
    const types = [struct?.fields[0]?.type, method?.returns, method?.parameters[0]?.type];
    for (const type of types) expect(type?.kind === "struct" && type.definition).toBe(struct);
    expect(struct?.file).toBe(entry);
    expect(struct?.position).toEqual({ file: "/idl/main.thrift", line: 1, column: 8 });
  });

  test("gives constants that a struct literal holds the field object of the struct", () => {
    const { entry } = programOf('struct A { 1: i32 x = 1 } const A C = {"x": 2}');
    const value = entry.constants[0]?.value;
    expect(value?.kind === "struct" && value.fields[0]?.[0]).toBe(entry.structs[0]?.fields[0]);
  });

  test("keeps the order of the file whatever names what", () => {
    const { entry } = programOf(
      "typedef B A typedef i32 B const i32 X = Y const i32 Y = 1 service S extends T {} service T {}",
    );
    expect([...entry.typedefs, ...entry.constants, ...entry.services].map(({ name }) => name)).toEqual([
      "A",
      "B",
      "X",
      "Y",
      "S",
      "T",
    ]);
  });

  test("gives warnings with a program, and errors with warnings without one", () => {
    const warned = loadFrom("struct A { i32 a }");
    expect(warned.ok && warned.warnings.map(({ severity }) => severity)).toEqual(["warning"]);
    const failed = loadFrom("struct A { i32 a, 2: B b }");
    expect(!failed.ok && failed.diagnostics.map(({ severity }) => severity)).toEqual(["warning", "error"]);
  });

  test("reports an entry that is not there", () => {
    const result = loadThrift("/nowhere.thrift", { readFile: () => undefined });
    expect(result).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: "error",
          position: { file: "/nowhere.thrift", line: 1, column: 1 },
          length: 1,
          message: "there is no such file",
          sourceLine: "",
        },
      ],
    });
  });

  test("reports what a reader throws", () => {
    const readFile = () => {
      throw new Error("permission denied");
    };
    const result = loadThrift("/a.thrift", { readFile });
    expect(!result.ok && result.diagnostics.map(({ message }) => message)).toEqual([
      '"/a.thrift" cannot be read: permission denied',
    ]);
  });

  test("loads a thousand files that name one another's types within three seconds of processor time", {
    timeout: 20_000,
  }, () => {
    const text = (index: number) =>
      `namespace go pkg.f${index}\n${index > 0 ? `include "f${index - 1}.thrift"\n` : ""}${Array.from(
        { length: 8 },
        (_, struct) =>
          `/** Doc. */\nstruct S${struct} {\n${Array.from(
            { length: 10 },
            (_, field) =>
              `  ${field + 1}: optional ${index > 0 && field === 0 ? `f${index - 1}.S${struct}` : "map<string, list<i64>>"} field${field} (a.b = "c") // note\n`,
          ).join("")}}\n`,
      ).join("")}`;
    const started = process.cpuUsage();
    const result = loadThrift("/f999.thrift", { readFile: (path) => text(Number(/\d+/.exec(path)?.[0])) });
    expect(result.ok && result.program.files.length).toBe(1_000);
    // Wall time would measure what else the machine does.
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});
