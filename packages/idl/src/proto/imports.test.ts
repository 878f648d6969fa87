import { describe, expect, test } from "vitest";
import { diagnoseProto } from "../testdata/diagnose-proto.ts";
import { builtInFile } from "./built-in-files.ts";

const proto3 = 'syntax = "proto3"; ';

describe("an import", () => {
  test("that is missing is reported with the places where it was looked for", () => {
    const [found, ...others] = diagnoseProto(`${proto3}import "gone.proto"; message M { Gone g = 1; }`);
    expect(found).toMatch(/^1:27 error: there is no file "gone\.proto" \(looked in .*idl, /);
    // What it would have brought is not reported as well.
    expect(others).toEqual([]);
  });

  test.each([["/idl/x.proto"], ["../x.proto"], ["./x.proto"], ["a//x.proto"], ["a/"], [""]])(
    "of %j is no name of a file",
    (name) => {
      expect(diagnoseProto(`${proto3}import "${name}";`)[0]).toBe(
        `1:27 error: "${name}" is no name of a file to import (it is a path from an include path down, as in a/b.proto)`,
      );
    },
  );

  test("that is there twice is an error", () => {
    const files = {
      "main.proto": `${proto3}import "a.proto"; import "a.proto"; message M { A a = 1; }`,
      "a.proto": `${proto3}message A {}`,
    };
    expect(diagnoseProto(files)).toEqual(['1:45 error: "a.proto" is imported twice']);
  });

  test("that nothing uses is a warning, unless it is public or only options use it", () => {
    const files = {
      "main.proto": `${proto3}
        import "unused.proto";
        import public "handed-on.proto";
        import "option.proto";
        import "through.proto";
        message M { option (note) = "x"; Far far = 1; }`,
      "unused.proto": `${proto3}message Unused {}`,
      "handed-on.proto": `${proto3}message HandedOn {}`,
      "option.proto": `syntax = "proto2"; import "google/protobuf/descriptor.proto"; import "unused.proto";
        extend google.protobuf.MessageOptions { optional string note = 50000; }`,
      "through.proto": `${proto3}import public "far.proto";`,
      "far.proto": `${proto3}message Far {}`,
    };
    expect(diagnoseProto(files)).toEqual(['2:16 warning: nothing here uses the import "unused.proto"']);
  });

  test("does not bring in what the imported file imports for itself", () => {
    const files = {
      "main.proto": `${proto3}import "a.proto"; message M { A a = 1; b.B b = 2; }`,
      "a.proto": `${proto3}import "b.proto"; message A { b.B b = 1; }`,
      "b.proto": `${proto3}package b; message B {}`,
    };
    expect(diagnoseProto(files)).toEqual([
      '1:59 error: unknown type "b.B" (it is defined in "b.proto", which this file does not import)',
    ]);
  });
});

describe("files that import themselves", () => {
  test("alone", () => {
    expect(diagnoseProto(`${proto3}import "main.proto";`)).toContain("1:27 error: this file imports itself");
  });

  test("in a circle", () => {
    const files = {
      "main.proto": `${proto3}import public "a.proto";`,
      "a.proto": `${proto3}import public "b.proto";`,
      "b.proto": `${proto3}import public "main.proto";`,
    };
    expect(diagnoseProto(files)).toEqual([
      "b.proto:1:34 error: the imports go round in a circle: main.proto → a.proto → b.proto → main.proto",
    ]);
  });
});

test("two files that define one name are an error that names both", () => {
  const files = {
    "main.proto": `${proto3}package p; import "a.proto"; message M { A a = 1; } message A {} enum E { X = 0; }`,
    "a.proto": `${proto3}package p; message A { } enum F { X = 0; }`,
  };
  expect(diagnoseProto(files)).toEqual([
    expect.stringMatching(/^1:80 error: "p\.A" is defined twice \(the first, a message, is in .*a\.proto:1\)$/),
    expect.stringMatching(/^1:94 error: "p\.X" is defined twice \(the first, a value, is in .*a\.proto:1\)$/),
  ]);
});

test("a copy of descriptor.proto by another name says what options there are", () => {
  const copy = builtInFile("google/protobuf/descriptor.proto") ?? "";
  const field = "optional string added = 1 [lazy = true, nothing = 1]; }";
  expect(diagnoseProto(copy)).toEqual([]);
  expect(diagnoseProto(`${copy}\nmessage More { ${field}`)).toEqual([
    expect.stringContaining('error: google.protobuf.FieldOptions has no field "nothing"'),
  ]);
});

test("a package that is called as a message of another file is an error", () => {
  const files = {
    "main.proto": `${proto3}package a.B; import "a.proto"; message M { a.B b = 1; }`,
    "a.proto": `${proto3}package a; message B { }`,
  };
  expect(diagnoseProto(files)[0]).toMatch(/^1:20 error: "a\.B" is defined twice \(the first, a message, is in/);
});
