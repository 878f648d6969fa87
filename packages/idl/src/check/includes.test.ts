import { describe, expect, test } from "vitest";
import { loadThrift } from "../load.ts";
import { diagnose, programOf } from "../testdata/diagnose.ts";

const names = (files: Parameters<typeof programOf>[0], includePaths: string[] = []) =>
  programOf(files, { includePaths }).files.map(({ path }) => path);

describe("includes", () => {
  test("come before the files that include them, each once", () => {
    expect(
      names({
        "main.thrift": 'include "a.thrift"\ninclude "sub/b.thrift"',
        "a.thrift": 'include "c.thrift"',
        "sub/b.thrift": 'include "../c.thrift"\ninclude "../sub/../a.thrift"',
        "c.thrift": "",
      }),
    ).toEqual(["/idl/c.thrift", "/idl/a.thrift", "/idl/sub/b.thrift", "/idl/main.thrift"]);
  });

  test("are looked for beside the file, then in the include paths in their order", () => {
    const files = {
      "main.thrift": 'include "a.thrift"\ninclude "b.thrift"\ninclude "c.thrift"',
      "a.thrift": "",
      "one/a.thrift": "",
      "one/b.thrift": "",
      "two/b.thrift": "",
      "two/c.thrift": "",
    };
    expect(names(files, ["/idl/one", "/idl/two"])).toEqual([
      "/idl/a.thrift",
      "/idl/one/b.thrift",
      "/idl/two/c.thrift",
      "/idl/main.thrift",
    ]);
  });

  test("are found by absolute path, and above the folder of the file", () => {
    expect(
      names({ "main.thrift": 'include "/idl/a.thrift"\ninclude "../b.thrift"', "a.thrift": "", "../b.thrift": "" }),
    ).toEqual(["/idl/a.thrift", "/b.thrift", "/idl/main.thrift"]);
  });

  test("give their alias, dots and all", () => {
    const { entry } = programOf({
      "main.thrift": 'include "x/a.b.thrift"\nstruct A { 1: a.b.B b }',
      "x/a.b.thrift": "struct B {}",
    });
    expect(entry.includes.map(({ alias, file, position }) => [alias, file.path, position.line])).toEqual([
      ["a.b", "/idl/x/a.b.thrift", 1],
    ]);
  });

  test.each([
    [{ "main.thrift": 'include "main.thrift"' }, ["1:9 error: this file includes itself"]],
    [{ "main.thrift": 'include ""' }, ["1:9 error: the path of the included file is empty"]],
    [{ "main.thrift": 'include "no.thrift"' }, ['1:9 error: there is no file "no.thrift" (looked in /idl)']],
    [{ "main.thrift": 'include "/no.thrift"' }, ['1:9 error: there is no file "/no.thrift"']],
    [
      { "main.thrift": 'include "a.thrift"', "a.thrift": 'include "b.thrift"', "b.thrift": 'include "main.thrift"' },
      [
        "b.thrift:1:9 error: the includes go round in a circle: /idl/main.thrift → /idl/a.thrift → /idl/b.thrift → /idl/main.thrift",
      ],
    ],
    [
      { "main.thrift": 'include "a.thrift"', "a.thrift": 'include "b.thrift"', "b.thrift": 'include "a.thrift"' },
      ["b.thrift:1:9 error: the includes go round in a circle: /idl/a.thrift → /idl/b.thrift → /idl/a.thrift"],
    ],
    [
      { "main.thrift": 'include "a.thrift"\ninclude "./a.thrift"', "a.thrift": "" },
      ["2:9 warning: this file is included twice"],
    ],
    [
      {
        "main.thrift": 'include "x/a.thrift"\ninclude "y/a.thrift"\nstruct A { 1: a.X x, 2: a.Y y }',
        "x/a.thrift": "struct X {}",
        "y/a.thrift": "struct X {} struct Y {}",
      },
      ['2:9 warning: another include is called "a" too; a name is looked for in the first, then here'],
    ],
    [
      { "main.thrift": 'include "no.thrift"\nstruct A { 1: no.B b, 2: C c }' },
      ['1:9 error: there is no file "no.thrift" (looked in /idl)', '2:26 error: unknown type "C"'],
    ],
  ])("%j", (files, expected) => {
    expect(diagnose(files)).toEqual(expected);
  });

  test("names do not pass through a second include", () => {
    const files = {
      "main.thrift": 'include "a.thrift"\nstruct A { 1: b.B b }',
      "a.thrift": 'include "b.thrift"',
      "b.thrift": "struct B {}",
    };
    expect(diagnose(files)).toEqual(['2:15 error: unknown type "b.B" (no include is called "b")']);
  });

  test("errors of all files are reported, in the order in which the files are met", () => {
    const files = { "main.thrift": 'include "a.thrift"\nstruct A { 1: X x }', "a.thrift": "struct B { 1: Y y }" };
    expect(diagnose(files)).toEqual(['a.thrift:1:15 error: unknown type "Y"', '2:15 error: unknown type "X"']);
  });

  test("a chain of 5,000 files is followed", () => {
    const result = loadThrift("/0", {
      readFile: (path) => (path === "/5000" ? "" : `include "${Number(path.slice(1)) + 1}"`),
    });
    expect(result.ok && result.program.files.length).toBe(5_001);
  });

  test("a reader that always finds another file comes to an end", () => {
    const result = loadThrift("/0", { readFile: (path) => `include "${Number(path.slice(1)) + 1}"` });
    expect(result.ok ? [] : result.diagnostics.map(({ message }) => message)).toEqual([
      "a program has at most 20000 files",
    ]);
  });
});
