import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { ImportExtension } from "../plan/module-path.ts";
import { objectOf, readJsonObject } from "./json.ts";

/** More configurations than anybody lets extend one another; a circle ends here. */
const maxExtends = 50;

/**
 * How imports of generated code must end: `.ts` where the nearest tsconfig.json allows it, else `.js`. Where there is
 * none, `.ts`: Node runs TypeScript with that ending only.
 */
export function importExtensionFor(folder: string): ImportExtension {
  const path = findUpwards(folder, "tsconfig.json");
  if (path === undefined) return ".ts";
  const options = new Map<string, unknown>();
  collectOptions(path, options, { left: maxExtends });
  const allowsTs =
    options.get("allowImportingTsExtensions") === true || options.get("rewriteRelativeImportExtensions") === true;
  return allowsTs ? ".ts" : ".js";
}

/** The file of that name in the folder or the nearest one above it. */
export function findUpwards(folder: string, name: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, name);
    if (existsSync(path)) return path;
    if (at === dirname(at)) return undefined;
  }
}

/** Fills in the compiler options of a configuration, those it extends first. */
function collectOptions(path: string, options: Map<string, unknown>, budget: { left: number }): void {
  if (budget.left-- <= 0) return;
  const config = readJsonObject(path);
  if (config === undefined) return;
  for (const base of basesOf(config["extends"])) {
    const basePath = resolveBase(path, base);
    if (basePath !== undefined) collectOptions(basePath, options, budget);
  }
  for (const [name, value] of Object.entries(objectOf(config["compilerOptions"]) ?? {})) options.set(name, value);
}

function basesOf(value: unknown): string[] {
  const bases: readonly unknown[] = Array.isArray(value) ? value : [value];
  return bases.filter((base) => typeof base === "string");
}

function resolveBase(from: string, base: string): string | undefined {
  if (base.startsWith(".") || isAbsolute(base)) {
    const path = resolve(dirname(from), base);
    return [path, `${path}.json`, join(path, "tsconfig.json")].find(
      (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true,
    );
  }
  const { resolve: resolveFrom } = createRequire(from);
  for (const candidate of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return resolveFrom(candidate);
    } catch {
      // The next spelling may be the one.
    }
  }
  return undefined;
}
