import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../support/workspace.ts";
import { blocksOf } from "./markdown-blocks.ts";

/** A folder with the files of a page and what the tool writes for its IDL. It goes with `Symbol.dispose`. */
export interface PageProject extends Disposable {
  readonly folder: string;
  /** Absolute paths of the generated files. */
  readonly generated: readonly string[];
}

/** Makes a {@link PageProject} beside the tests, so that the packages are found as from an application. */
export function pageProject(page: string): PageProject {
  const folder = mkdtempSync(join(import.meta.dirname, "page-"));
  const idl: string[] = [];
  for (const { file, text } of blocksOf(page)) {
    if (file === undefined) continue;
    writeFileSync(join(folder, file), text);
    if (file.endsWith(".thrift")) idl.push(file);
  }
  run(
    process.execPath,
    ["--conditions=@kitex-ts/source", join(root, "packages/tool/src/cli.ts"), "gen", ...idl],
    folder,
  );
  const generated = readdirSync(join(folder, "kitex-gen"), { recursive: true, encoding: "utf8" });
  return {
    folder,
    generated: generated.filter((file) => file.endsWith(".ts")).map((file) => join(folder, "kitex-gen", file)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
