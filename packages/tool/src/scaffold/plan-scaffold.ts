import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ToolError } from "../errors.ts";
import { type ImportExtension, importSpecifier } from "../plan/module-path.ts";
import { readJsonObject } from "../project/json.ts";
import { findUpwards } from "../project/tsconfig.ts";
import { appendMethods } from "./append-methods.ts";
import { handlerFile } from "./handler-file.ts";
import { mainFile, registration } from "./main-file.ts";
import { kitexJson, packageJson, packageNameOf, tsconfigJson } from "./project-files.ts";
import type { ScaffoldService } from "./scaffold-services.ts";
import { scanTypeScript } from "./scan-typescript.ts";

export interface ScaffoldOptions {
  readonly cwd: string;
  /** The IDL files that were asked for, as they were given. */
  readonly idl: readonly string[];
  readonly serviceName: string;
  /** Name of the package that is made where there is none. */
  readonly packageName: string | undefined;
  /** Where generated code is imported from: a folder, or the name of a module that has it. */
  readonly generated:
    | { readonly kind: "folder"; readonly path: string }
    | { readonly kind: "module"; readonly name: string };
  readonly importExtension: ImportExtension;
  /** The command that did this, for package.json. */
  readonly command: string;
}

/** A file of the scaffold that is new, or changes. */
export interface ScaffoldFile {
  /** Below the working directory. */
  readonly path: string;
  readonly text: string;
}

export interface ScaffoldPlan {
  readonly files: readonly ScaffoldFile[];
  /** What the user should know or do. */
  readonly notes: readonly string[];
}

/**
 * Decides what a project needs beside the generated code. What the user may have edited is never overwritten: only
 * `kitex.json` is, and `handler.ts` gets the methods it lacks.
 */
export function planScaffold(services: readonly ScaffoldService[], options: ScaffoldOptions): ScaffoldPlan {
  if (services.length === 0) {
    throw new ToolError(`no service is defined in ${options.idl.join(", ")}`, {
      hint: "-service writes a server for the services of the IDL; leave it away to generate types only",
    });
  }
  const draft = new ScaffoldDraft(options.cwd);
  const specifier = specifierFor(options);
  planHandler(draft, services, specifier);
  planMain(draft, services, specifier, options);
  draft.write("kitex.json", kitexJson(options.serviceName));
  planProject(draft, services, options);
  return draft;
}

class ScaffoldDraft implements ScaffoldPlan {
  readonly files: ScaffoldFile[] = [];
  readonly notes: string[] = [];
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The text of a file that is there. */
  read(path: string): string | undefined {
    const full = join(this.#cwd, path);
    return existsSync(full) ? readFileSync(full, "utf8") : undefined;
  }

  /** Plans a file, unless it has that text. */
  write(path: string, text: string): void {
    if (lstatSync(join(this.#cwd, path), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new ToolError(`${path} is a symbolic link; the scaffold is not written through one`, {
        hint: "remove the link",
      });
    }
    if (this.read(path) !== text) this.files.push({ path, text });
  }
}

function specifierFor({ cwd, generated, importExtension }: ScaffoldOptions): (from: string) => string {
  if (generated.kind === "module") return (from) => `${generated.name}/${from}${importExtension}`;
  const below = relative(cwd, generated.path).split(sep).join("/");
  if (below === ".." || below.startsWith("../")) return (from) => `${below}/${from}${importExtension}`;
  return (from) => importSpecifier("", below === "" ? from : `${below}/${from}`, importExtension);
}

function planHandler(
  draft: ScaffoldDraft,
  services: readonly ScaffoldService[],
  specifier: (from: string) => string,
): void {
  const existing = draft.read("handler.ts");
  if (existing === undefined) {
    draft.write("handler.ts", handlerFile(services, specifier));
    return;
  }
  const { text, added, notes } = appendMethods(existing, services, specifier);
  draft.write("handler.ts", text);
  if (added.length > 0) draft.notes.push(`handler.ts: added ${added.join(", ")}`);
  draft.notes.push(...notes);
}

function planMain(
  draft: ScaffoldDraft,
  services: readonly ScaffoldService[],
  specifier: (from: string) => string,
  options: ScaffoldOptions,
): void {
  const existing = draft.read("main.ts");
  if (existing === undefined) {
    const handlerSpecifier = importSpecifier("", "handler", options.importExtension);
    draft.write("main.ts", mainFile(options.serviceName, services, specifier, handlerSpecifier));
    return;
  }
  const words = new Set(scanTypeScript(existing)?.map(({ text }) => text) ?? []);
  for (const service of services) {
    if (words.size === 0 || words.has(service.info.local)) continue;
    draft.notes.push(
      `main.ts does not mention the service ${service.name}; add to it, with imports from ` +
        `${JSON.stringify(specifier(service.from))} and handler.ts:\n\n${registration(service)}\n`,
    );
  }
}

function planProject(draft: ScaffoldDraft, services: readonly ScaffoldService[], options: ScaffoldOptions): void {
  const packagePath = findUpwards(options.cwd, "package.json");
  if (packagePath === undefined) {
    const runsTypeScript = options.importExtension === ".ts";
    draft.write(
      "package.json",
      packageJson({
        name: options.packageName ?? packageNameOf(options.serviceName),
        command: options.command,
        startCommand: runsTypeScript ? "node main.ts" : "tsc && node main.js",
        languages: new Set(services.map(({ language }) => language)),
      }),
    );
  } else if (readJsonObject(packagePath)?.["type"] !== "module") {
    draft.notes.push(`${packagePath} has no "type": "module", which main.ts needs: npm pkg set type=module`);
  }
  if (findUpwards(options.cwd, "tsconfig.json") === undefined) draft.write("tsconfig.json", tsconfigJson());
}
