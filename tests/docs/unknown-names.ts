import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../support/workspace.ts";
import type { KnownNames } from "./known-names.ts";

/** What an example may use beside the names of this project. */
export interface Surroundings {
  readonly known: KnownNames;
  /** Variables that stand for something: a client, a handler, an error. */
  readonly variables: readonly string[];
  /** The folder in which the paths of generated files are. */
  readonly folder: string;
}

/** The names in a piece of code that are nobody's: neither this project's nor JavaScript's. */
export function unknownIn(code: string, { known, variables, folder }: Surroundings): readonly string[] {
  if (/^(npx )?kitex /.test(code)) return unknownFlags(code);
  if (code.startsWith("npm install ")) return unknownPackages(code);
  if (/^[\w./-]+\.ts$/.test(code)) return existsSync(join(folder, code)) || isScaffold(code) ? [] : [code];
  const texts = Array.from(code.matchAll(/"([^"]*)"/g), ([, text = ""]) => text);
  const identifiers = code.replace(/"[^"]*"/g, '""').match(/(?<![\w.])[A-Za-z_$][\w$]*|(?<=\.)[A-Za-z_$][\w$]*/g) ?? [];
  return [
    ...texts.filter((text) => /^\w+$/.test(text) && !known.literals.has(text) && !variables.includes(text)),
    ...identifiers.filter((name) => !known.names.has(name) && !variables.includes(name) && !isJavaScript(name)),
  ];
}

/** Help that names all flags. */
let help: string | undefined;

function unknownFlags(code: string): readonly string[] {
  help ??= run(process.execPath, ["--conditions=@kitex-ts/source", "packages/tool/src/cli.ts", "--help"], root);
  const flags = Array.from(help.matchAll(/(?<=^|[\s,])--?([\w-]+)/gm), ([, flag]) => flag);
  return Array.from(code.matchAll(/ --?([\w-]+)/g), ([, flag = ""]) => flag).filter((flag) => !flags.includes(flag));
}

function unknownPackages(code: string): readonly string[] {
  return (code.match(/@kitex-ts\/[\w-]+/g) ?? []).filter(
    (name) => !existsSync(join(root, "packages", name.replace("@kitex-ts/", ""))),
  );
}

/** Files that the tool writes once, for the application. */
function isScaffold(file: string): boolean {
  return file === "main.ts" || file === "handler.ts";
}

const words =
  "async await bigint boolean catch const else false for function if in instanceof new null number of return string throw true try typeof undefined unknown using void";
const javaScript = new Set([...words.split(" "), ...Object.getOwnPropertyNames(globalThis), "asyncDispose"]);

function isJavaScript(name: string): boolean {
  return javaScript.has(name);
}
