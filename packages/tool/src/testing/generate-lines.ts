import { join, resolve } from "node:path";
import { loadThrift } from "@kitex-ts/idl";
import { renderModule } from "../emit/render-program.ts";
import { type PlanOptions, ProgramPlan } from "../plan/program-plan.ts";

const root = resolve("/kitex-test");

/**
 * Generates from files that are on no disk; the last one is the entry. Gives the lines of each generated file without
 * its header, by path.
 */
export function generateLines(
  files: Readonly<Record<string, string>>,
  options: Partial<PlanOptions> = {},
): Readonly<Record<string, string[]>> {
  const paths = Object.keys(files);
  const texts = new Map(paths.map((path) => [join(root, path), files[path]]));
  const loaded = loadThrift(join(root, paths.at(-1) ?? ""), { readFile: (path) => texts.get(path) });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  const plan = new ProgramPlan(loaded.program.files, {
    i64: "bigint",
    keepUnknownFields: false,
    importExtension: ".ts",
    ...options,
  });
  const rendered = loaded.program.files.flatMap((file) => renderModule(plan, plan.module(file), file.displayPath));
  return Object.fromEntries(rendered.map(({ path, text }) => [path, text.split("\n").slice(3)]));
}
