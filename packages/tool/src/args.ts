import { badArguments } from "./errors.ts";
import { type FlagKey, flags } from "./flags.ts";
import type { GenerateOptions } from "./generate.ts";
import { type IdlKind, kindOf } from "./load.ts";
import type { ImportExtension } from "./plan/module-path.ts";
import { serviceOptions } from "./service-flags.ts";
import { type FlagValues, last, optional, splitFlags } from "./split-flags.ts";

/** What the arguments ask for. */
export type Command =
  | { readonly kind: "help"; readonly topic: "kitex" | "gen" }
  | { readonly kind: "version" }
  | {
      readonly kind: "generate";
      readonly options: GenerateOptions;
      readonly watch: boolean;
      readonly verbose: boolean;
    };

/**
 * Reads the command line: `kitex [flags] IDL…`, `kitex gen [flags] IDL…`. `-x` and `--x` are one flag, its value stands
 * behind it or after `=`, and flags may stand anywhere. Throws a `ToolError` with exit code 2 for what makes no sense.
 */
export function parseArgs(argv: readonly string[], cwd: string): Command {
  const { values, positionals } = splitFlags(argv);
  const [command, ...rest] = positionals;
  const isGen = command === "gen";
  if (values.has("version") || (command === "version" && rest.length === 0)) return { kind: "version" };
  if (values.has("help")) return { kind: "help", topic: isGen ? "gen" : "kitex" };
  if (command === "help") return { kind: "help", topic: rest[0] === "gen" ? "gen" : "kitex" };
  return generateCommand(values, isGen ? rest : positionals, argv, cwd);
}

function generateCommand(values: FlagValues, idl: readonly string[], argv: readonly string[], cwd: string): Command {
  if (idl.length === 0)
    throw badArguments("no IDL file was given", "kitex gen idl/echo.thrift (kitex --help tells more)");
  const kind = oneOf(values, "type", ["thrift", "protobuf"]);
  for (const path of idl) assertIdlFile(path, kind);
  assertIncludePaths(values.get("include") ?? []);
  const tpl = last(values, "tpl");
  if (tpl !== undefined && tpl !== "multiple_services") {
    throw badArguments(`there is no built-in template ${JSON.stringify(tpl)}`, "leave -tpl away");
  }
  const check = values.has("check");
  const watch = values.has("watch");
  if (check && watch)
    throw badArguments("--check and --watch do not go together: one writes nothing, the other writes again and again");
  const options: GenerateOptions = {
    idl,
    cwd,
    check,
    includePaths: values.get("include") ?? [],
    i64: oneOf(values, "i64", ["bigint", "number"]) ?? "bigint",
    keepUnknownFields: values.has("keepUnknownFields") || thriftOptions(values),
    recurse: !values.has("noRecurse"),
    copyIdl: values.has("copyIdl"),
    dependencyCheck: !values.has("noDependencyCheck"),
    ...optional("kind", kind),
    ...optional("out", last(values, "out")),
    ...optional("importExtension", importExtension(values)),
    ...optional("service", serviceOptions(values, argv, cwd)),
  };
  return { kind: "generate", options, watch, verbose: values.has("verbose") };
}

function assertIdlFile(path: string, kind: IdlKind | undefined): void {
  if (kind !== undefined || kindOf(path) !== undefined) return;
  throw badArguments(
    `${path}: an IDL file ends in .thrift or .proto`,
    "give -type thrift or -type protobuf if it is one all the same",
  );
}

function assertIncludePaths(paths: readonly string[]): void {
  for (const path of paths) {
    if (/^(https?:\/\/|git@|ssh:\/\/)/.test(path)) {
      throw badArguments(`-I ${path}: repositories are not fetched`, "clone it, and give the folder");
    }
    if (path === "") throw badArguments("-I wants a folder");
  }
}

function thriftOptions(values: FlagValues): boolean {
  for (const option of values.get("thrift") ?? []) {
    if (!/^keep_unknown_fields(=true)?$/.test(option)) {
      throw badArguments(
        `-thrift ${option} is an option of thriftgo; here only keep_unknown_fields has a meaning`,
        "leave it away",
      );
    }
  }
  return values.has("thrift");
}

function importExtension(values: FlagValues): ImportExtension | undefined {
  const given = oneOf(values, "importExtension", ["ts", "js", "none"]);
  if (given === undefined) return undefined;
  return ({ ts: ".ts", js: ".js", none: "" } as const)[given];
}

function oneOf<const T extends string>(values: FlagValues, key: FlagKey, choices: readonly T[]): T | undefined {
  const given = last(values, key);
  if (given === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === given);
  if (choice !== undefined) return choice;
  throw badArguments(`--${flags[key].names[0]} is one of ${choices.join(", ")}; got ${JSON.stringify(given)}`);
}
