import { expect, test } from "vitest";
import { servicesOf } from "../testing/scaffold-services.ts";
import { type AppendResult, appendMethods } from "./append-methods.ts";
import { handlerFile } from "./handler-file.ts";

const specifier = (from: string): string => `./kitex-gen/${from}.ts`;

function append(source: string, idl: string): AppendResult {
  return appendMethods(source, servicesOf(idl), specifier);
}

const one = "service Echo { i32 echo(1: i32 value) }";
const two = "service Echo { i32 echo(1: i32 value) /** Adds. */ i32 add(1: i32 a, 2: i32 b) }";
const added = `  /** Adds. */
  async add(request, ctx) {
    throw new Error("Echo.add is not written: fill it in in handler.ts");
  },
};
`;

test("a new method goes behind the last one, and nothing else changes", () => {
  const source = `import type { EchoHandler } from "./kitex-gen/x/service.ts";

export const echoHandler: EchoHandler = {
  async echo(value) { return value / 2; }, // half
};
`;
  const result = append(source, two);
  expect(result.added).toEqual(["Echo.add"]);
  expect(result.text).toBe(source.replace("half\n};\n", `half\n\n${added}`));
});

test("a member without a comma behind it gets one", () => {
  const { text } = append("export const echoHandler: EchoHandler = {\n  echo: (v) => v\n};\n", two);
  expect(text).toBe(`export const echoHandler: EchoHandler = {\n  echo: (v) => v,\n\n${added}`);
});

test("an empty handler is filled", () => {
  const { text } = append("export const echoHandler: EchoHandler = {};", one);
  expect(text).toBe(`export const echoHandler: EchoHandler = {
  async echo(value, ctx) {
    throw new Error("Echo.echo is not written: fill it in in handler.ts");
  },
};`);
});

test("nothing is added twice: the scaffold's own output is complete", () => {
  for (const idl of [one, two, "service Echo { void __proto__(), void close(), void default(), void then() }"]) {
    const source = handlerFile(servicesOf(idl), specifier);
    expect(append(source, idl)).toEqual({ text: source, added: [], notes: [] });
  }
});

test.each([
  ["a method", "async echo(value) { return value; },"],
  ["a property", "echo: impl,"],
  ["a shorthand", "echo,"],
  ["a generator", "async *echo() {},"],
  ["a string key", '"echo": impl,'],
  ["a computed string", '["echo"]: impl,'],
  ["a getter", "get echo() { return impl; },"],
  ["an arrow with a comma in its type", "echo: (v: Map<string, number>, { a, b } = {}) => ({ v, a, b }),"],
])("%s is found", (_what, member) => {
  const source = `const echoHandler: EchoHandler = { other, ${member} };`;
  expect(append(source, one)).toEqual({ text: source, added: [], notes: [] });
});

test("a class that implements the handler gets a property, which needs no imports", () => {
  const source =
    "export class Impl implements Other<A, B>, EchoHandler {\n  #n = 1\n  echo(value: number) {\n    return value;\n  }\n}\n";
  const { text, added: names } = append(source, two);
  expect(names).toEqual(["Echo.add"]);
  expect(text).toBe(`export class Impl implements Other<A, B>, EchoHandler {
  #n = 1
  echo(value: number) {
    return value;
  }

  /** Adds. */
  add: EchoHandler["add"] = async (request, ctx) => {
    throw new Error("Echo.add is not written: fill it in in handler.ts");
  };
}
`);
});

test("satisfies is understood too", () => {
  const source = "export const h = {\n  echo: (v: number) => v,\n} satisfies EchoHandler;\n";
  expect(append(source, two).text).toContain("async add(request, ctx)");
});

test.each([
  ["a spread", "const echoHandler: EchoHandler = { ...base };"],
  ["a base class", "class Impl extends Base implements EchoHandler {}"],
  ["a computed name", "const echoHandler: EchoHandler = { [name]: f };"],
  ["a function that makes it", "export function make(): EchoHandler { return { echo }; }"],
  ["an alias", 'import type { EchoHandler as H } from "x";\nconst h: H = {};'],
  ["a syntax error", "const echoHandler: EchoHandler = {"],
])("%s leaves the file alone, and the note has the text to paste", (_what, source) => {
  const { text, added: names, notes } = append(source, two);
  expect(text).toBe(source);
  expect(names).toEqual([]);
  expect(notes.join("\n")).toContain("Echo.add is not written");
});

test("braces in strings, templates, comments and regular expressions do not mislead it", () => {
  const source = `export const echoHandler: EchoHandler = {
  // } not here
  async echo(value) {
    const a = "}", b = \`}\${"{"}\`, c = /[}]/;
    return value; /* } */
  },
};
`;
  expect(append(source, two).text).toBe(source.replace("  },\n};\n", `  },\n\n${added}`));
});

test("a comment behind the last member stays before what is added", () => {
  const { text } = append("const echoHandler: EchoHandler = {\n  echo, // my own\n  // more to come\n};\n", two);
  expect(text).toBe(`const echoHandler: EchoHandler = {\n  echo, // my own\n  // more to come\n\n${added}`);
});

test("a service that is new in the IDL gets a handler and an import", () => {
  const source = `import type { EchoHandler } from "./kitex-gen/x/service.ts";\nimport { db } from "./db.ts";\n\nexport const echoHandler: EchoHandler = { echo: (v) => db.read(v) };\n`;
  const { text, added: names } = append(source, `${one} service Second { void go() }`);
  expect(names).toEqual(["Second.go"]);
  expect(text).toBe(`import type { EchoHandler } from "./kitex-gen/x/service.ts";
import { db } from "./db.ts";
import type { SecondHandler } from "./kitex-gen/x/service.ts";

export const echoHandler: EchoHandler = { echo: (v) => db.read(v) };

export const secondHandler: SecondHandler = {
  async go(ctx) {
    throw new Error("Second.go is not written: fill it in in handler.ts");
  },
};
`);
});

test("line ends stay what they are", () => {
  const { text } = append("export const echoHandler: EchoHandler = {\r\n  echo,\r\n};\r\n", two);
  expect(text.replaceAll("\r\n", "")).not.toContain("\n");
});

test("an import() and import.meta are no imports", () => {
  const source = 'const x = import.meta.url;\nconst y = import("z");\n';
  expect(
    append(source, one).text.startsWith('import type { EchoHandler } from "./kitex-gen/x/service.ts";\nconst x'),
  ).toBe(true);
});
