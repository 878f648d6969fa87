import fc from "fast-check";
import { expect, test } from "vitest";
import { DiagnosticList } from "../diagnostic-list.ts";
import { SourceText } from "../source.ts";
import { arbitraryFile } from "../testdata/arbitrary-syntax.ts";
import { Printer } from "../testdata/print-syntax.ts";
import { parseThrift } from "./parser.ts";

/** A tree without places, docs and what is absent. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== "object" || node === null) return node;
  const dropped = new Set(["start", "end", "doc", "incomplete"]);
  const kept = Object.entries(node).filter(([key, value]) => !dropped.has(key) && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, bare(value)]));
}

test("what is printed is read back equal, with any separators, blanks and comments between", {
  timeout: 30_000,
}, () => {
  const separator = fc.constantFrom(",", ";", " ,", " ; ", " /* x */ ,", " // y\n;");
  const space = fc.constantFrom(" ", "\n", "\r\n\t", " /* a */ ", " // b\n", "\n# c\n");
  fc.assert(
    fc.property(arbitraryFile, separator, space, (file, separators, spaces) => {
      const diagnostics = new DiagnosticList();
      const text = new Printer(separators, spaces).file(file);
      const parsed = parseThrift(new SourceText("/a", "a", text), diagnostics);
      expect(diagnostics.sorted().filter(({ severity }) => severity === "error")).toEqual([]);
      expect(bare(parsed)).toEqual(bare(file));
    }),
    { numRuns: 300 },
  );
});
