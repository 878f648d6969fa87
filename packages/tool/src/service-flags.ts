import { badArguments } from "./errors.ts";
import type { ServiceOptions } from "./generate.ts";
import { readJsonObject } from "./project/json.ts";
import { findUpwards } from "./project/tsconfig.ts";
import { type FlagValues, last, optional } from "./split-flags.ts";

/** What `-service` and the flags that go with it ask for; `undefined` without it. */
export function serviceOptions(values: FlagValues, argv: readonly string[], cwd: string): ServiceOptions | undefined {
  const name = last(values, "service");
  const use = last(values, "use");
  const packageName = packageNameOption(values, cwd);
  if (name === undefined) {
    if (use !== undefined)
      throw badArguments("-use goes with -service only: without a server nothing would be written");
    return undefined;
  }
  if (name.trim() === "" || hasControlCharacter(name)) {
    throw badArguments(`${JSON.stringify(name)} is no name for a service`, "-service shop.item");
  }
  if (use !== undefined && !/^(@[\w.-]+\/)?[\w.-]+(\/[\w.-]+)*$/.test(use) && !/^\.{1,2}\//.test(use)) {
    throw badArguments(
      `-use ${JSON.stringify(use)} is no module that could be imported`,
      "-use @acme/idl, -use ../gen",
    );
  }
  const command = ["kitex", ...argv.filter((argument) => argument !== "--check" && argument !== "-check")]
    .map(quoted)
    .join(" ");
  return { name, command, ...optional("packageName", packageName), ...optional("use", use) };
}

/** As in Kitex, whose module must be that of go.mod: a name that contradicts package.json is a mistake. */
function packageNameOption(values: FlagValues, cwd: string): string | undefined {
  const name = last(values, "module");
  if (name === undefined) return undefined;
  if (!/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) || name.length > 214) {
    throw badArguments(
      `-module ${JSON.stringify(name)} is no name for a package`,
      "lower-case letters, digits, - and _",
    );
  }
  const path = findUpwards(cwd, "package.json");
  const found = path === undefined ? undefined : readJsonObject(path)?.["name"];
  if (typeof found === "string" && found !== name) {
    throw badArguments(`-module ${name} contradicts ${path}, whose name is ${found}`, "leave -module away");
  }
  return name;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}

/** An argument as a shell takes it, and npm on Windows too. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `"${argument.replaceAll(/["\\$`]/g, "\\$&")}"`;
}
