import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { scratchFolder } from "../support/scratch.ts";

/** The generators for Node; the second writes classes, and promises that work. */
export const generators = ["js:node", "js:node,es6"] as const;
export type Generator = (typeof generators)[number];

/** What Apache's compiler made of an IDL. */
export interface Compiled extends Disposable {
  /** Loads a module that it wrote, as its user would. */
  load(module: string): unknown;
}

/** Compiles an IDL file with Apache's compiler, into a folder where npm `thrift` is installed. */
export function compile(compiler: string, idl: string, generator: Generator): Compiled {
  const folder = scratchFolder();
  compileInto(folder.path, compiler, idl, generator);
  const require = createRequire(join(folder.path, "gen-nodejs", "main.js"));
  return {
    load: (module) => require(`./${module}`),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** The same in a folder of the caller's: writes `gen-nodejs` and `node_modules` there. */
export function compileInto(folder: string, compiler: string, idl: string, generator: Generator): void {
  execFileSync(compiler, ["--gen", generator, "-o", folder, idl]);
  // For a folder in a package of `"type": "module"`.
  writeFileSync(join(folder, "gen-nodejs", "package.json"), '{ "type": "commonjs" }\n');
  const require = createRequire(import.meta.url);
  const thrift = realpathSync(join(require.resolve("thrift/package.json"), ".."));
  const int64 = join(createRequire(join(thrift, "package.json")).resolve("node-int64/package.json"), "..");
  // npm would put these two side by side: what the compiler writes requires both.
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(thrift, join(folder, "node_modules", "thrift"));
  symlinkSync(int64, join(folder, "node_modules", "node-int64"));
}
