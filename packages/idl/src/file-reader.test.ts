import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diskReader, displayPathOf } from "./file-reader.ts";
import { loadThrift } from "./load.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "kitex-idl-")));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const messages = (path: string) => {
  const result = loadThrift(path);
  return (result.ok ? result.warnings : result.diagnostics).map(({ message }) => message);
};

describe("files on the disk", () => {
  test("are read with what they include", () => {
    write("base.thrift", "struct Base {}");
    const result = loadThrift(write("main.thrift", 'include "base.thrift"\nstruct A { 1: base.Base b }'));
    expect(result.ok && result.program.files.map(({ path }) => path)).toEqual([
      join(folder, "base.thrift"),
      join(folder, "main.thrift"),
    ]);
  });

  test("are read once, whatever path leads to them", () => {
    write("target.thrift", "struct T {}");
    symlinkSync(join(folder, "target.thrift"), join(folder, "link.thrift"));
    const entry = write(
      "two.thrift",
      'include "target.thrift"\ninclude "link.thrift"\nconst list<link.T> A = [] const list<target.T> B = A',
    );
    const result = loadThrift(entry);
    expect(result.ok && result.program.files.length).toBe(2);
  });

  test("may hold bytes that are no UTF-8 in their comments", () => {
    const path = write(
      "gbk.thrift",
      Buffer.concat([Buffer.from("// "), Buffer.from([0xd6, 0xd0]), Buffer.from("\nstruct A {}")]),
    );
    expect(messages(path)).toEqual([]);
  });

  test("that are missing, folders, UTF-16 or too large are errors", () => {
    mkdirSync(join(folder, "dir.thrift"));
    const display = (name: string) => JSON.stringify(displayPathOf(join(folder, name)));
    expect(messages(join(folder, "missing.thrift"))).toEqual(["there is no such file"]);
    expect(messages(join(folder, "dir.thrift"))).toEqual([
      `${display("dir.thrift")} cannot be read: it is no regular file`,
    ]);
    expect(messages(write("utf16.thrift", Buffer.from("\ufeffstruct A {}", "utf16le")))).toEqual([
      `${display("utf16.thrift")} cannot be read: it is UTF-16; save it as UTF-8`,
    ]);
    expect(messages(write("huge.thrift", Buffer.alloc(16 * 1024 * 1024 + 1, 0x20)))).toEqual([
      `${display("huge.thrift")} cannot be read: it has 16777217 bytes, more than 16777216`,
    ]);
    expect(messages(write("dev.thrift", 'include "/dev/zero"'))).toEqual([
      '"/dev/zero" cannot be read: it is no regular file',
    ]);
  });

  test("with a NUL byte in their path are errors", () => {
    expect(messages(write("nul.thrift", 'include "a\0b"'))[0]).toContain("cannot be read");
  });
});

test("a path below the working directory is shown relative to it", () => {
  expect(displayPathOf(join(process.cwd(), "idl/echo.thrift"))).toBe(join("idl", "echo.thrift"));
  expect(displayPathOf("/x")).toBe("/x");
});

test("the disk gives nothing for a path where there is nothing", () => {
  expect(diskReader.read(join(folder, "nothing"))).toBeUndefined();
});
