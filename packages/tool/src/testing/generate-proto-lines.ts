import { join, resolve } from "node:path";
import { loadProto } from "@kitex-ts/idl/proto";
import { renderProtoModule } from "../emit/proto/render-proto.ts";
import { ProtoPlan, type ProtoPlanOptions } from "../plan/proto/proto-plan.ts";

const root = resolve("/kitex-test");

/**
 * Generates from .proto files that are on no disk; the last one is the entry. Gives the lines of each generated file
 * without its header, by path.
 */
export function generateProtoLines(
  files: Readonly<Record<string, string>>,
  options: Partial<ProtoPlanOptions> = {},
): Readonly<Record<string, string[]>> {
  const paths = Object.keys(files);
  const texts = new Map(paths.map((path) => [join(root, path), files[path]]));
  const entry = join(root, paths.at(-1) ?? "");
  const loaded = loadProto([entry], { includePaths: [root], readFile: (path) => texts.get(path) });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  const plan = new ProtoPlan(loaded.program.files, { i64: "bigint", importExtension: ".ts", ...options });
  const rendered = loaded.program.files.flatMap((file) => renderProtoModule(plan, plan.module(file), file.displayPath));
  return Object.fromEntries(rendered.map(({ path, text }) => [path, text.split("\n").slice(3)]));
}
