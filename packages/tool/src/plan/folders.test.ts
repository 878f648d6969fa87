import { expect, test } from "vitest";
import { generateLines } from "../testing/generate-lines.ts";

/** The folder that a file with this name and these headers gets. */
function folder(path: string, headers: string): string {
  return Object.keys(generateLines({ [path]: headers }))[0]?.replace("/types.ts", "") ?? "";
}

test("the namespace is a path, and the file's name stands below it", () => {
  expect(folder("echo.thrift", "namespace go example.shop")).toBe("example/shop/echo");
  expect(folder("echo.thrift", "")).toBe("echo");
});

test("a namespace that ends in the file's name needs no further folder", () => {
  expect(folder("echo.thrift", "namespace go echo")).toBe("echo");
  expect(folder("item.thrift", "namespace go shop.item")).toBe("shop/item");
});

test("ts wins over js, js over go, go over *, and other languages do not count", () => {
  expect(folder("x.thrift", "namespace * d namespace go c namespace js b namespace ts a")).toBe("a/x");
  expect(folder("x.thrift", "namespace * d namespace go c namespace js b")).toBe("b/x");
  expect(folder("x.thrift", "namespace * d namespace go c")).toBe("c/x");
  expect(folder("x.thrift", "namespace * d namespace py p")).toBe("d/x");
  expect(folder("x.thrift", "namespace py p")).toBe("x");
});

test.each(["con", "a.NUL.b", "a.com1"])("the namespace %s is refused: Windows has no such folder", (name) => {
  expect(() => folder("x.thrift", `namespace ts ${name}`)).toThrow(/the namespace ".*" \(ts\) cannot be a folder/);
});

test.each(["con.thrift", "a:b.thrift", "nul.v1.thrift", " x.thrift", "a\u0007b.thrift"])(
  "a file called %j is refused",
  (name) => {
    expect(() => folder(name, "")).toThrow(/cannot be the name of a folder/);
  },
);

test("two files in one folder are refused by name", () => {
  const files = {
    "a/x.thrift": "namespace ts lib",
    "b/x.thrift": "namespace ts lib.x",
    "main.thrift": 'include "a/x.thrift" include "b/x.thrift"',
  };
  expect(() => generateLines(files)).toThrow(/a\/x\.thrift and .*b\/x\.thrift both write to the folder lib\/x/);
});

test("folders that differ in case only are refused by name", () => {
  const files = {
    "a.thrift": "namespace ts Lib",
    "A.thrift": "namespace ts lib",
    "main.thrift": 'include "a.thrift" include "A.thrift"',
  };
  expect(() => generateLines(files)).toThrow(/write to folders that differ only in case: Lib\/a and lib\/A/);
});

test("a folder where another file's code has a file is refused", () => {
  const files = {
    "x.thrift": "",
    "types.ts.thrift": "namespace ts x",
    "main.thrift": 'include "x.thrift" include "types.ts.thrift"',
  };
  expect(() => generateLines(files)).toThrow(/write to x and x\/types\.ts, which is a file of the first/);
});

test("a folder inside another one is no clash", () => {
  const files = {
    "x.thrift": "",
    "y.thrift": "namespace ts x",
    "main.thrift": 'include "x.thrift" include "y.thrift"',
  };
  expect(Object.keys(generateLines(files))).toEqual(["x/types.ts", "x/y/types.ts", "main/types.ts"]);
});
