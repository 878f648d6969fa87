import { badArguments } from "../errors.ts";
import type { ImportExtension } from "../plan/module-path.ts";
import type { I64Mapping } from "../plan/shapes.ts";

/** What a user may choose behind `--kitex-ts_opt=`. */
export interface PluginOptions {
  readonly i64?: I64Mapping;
  readonly importExtension?: ImportExtension;
}

const importExtensions: ReadonlyMap<string, ImportExtension> = new Map([
  [".ts", ".ts"],
  [".js", ".js"],
  ["ts", ".ts"],
  ["js", ".js"],
  ["none", ""],
]);

/** Reads `import_extension=.ts|.js|none,i64=bigint|number`. Throws a `ToolError` for anything else. */
export function parseParameter(parameter: string): PluginOptions {
  let options: PluginOptions = {};
  for (const part of parameter.split(",").map((text) => text.trim())) {
    if (part === "") continue;
    const [name = "", value = ""] = part.split(/=(.*)/s);
    options = { ...options, ...option(name, value, part) };
  }
  return options;
}

function option(name: string, value: string, part: string): PluginOptions {
  if (name === "i64" && (value === "bigint" || value === "number")) return { i64: value };
  const importExtension = name === "import_extension" ? importExtensions.get(value) : undefined;
  if (importExtension !== undefined) return { importExtension };
  throw badArguments(
    `the option ${JSON.stringify(part)} makes no sense`,
    "there are import_extension=.ts|.js|none and i64=bigint|number, with a comma between them",
  );
}
