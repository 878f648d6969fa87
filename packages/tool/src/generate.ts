import { readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Diagnostic } from "@kitex-ts/idl";
import { header } from "./emit/header.ts";
import { badArguments, IdlError } from "./errors.ts";
import { type IdlModule, IdlModules } from "./idl-modules.ts";
import { type IdlKind, type LoadedIdl, loadIdl } from "./load.ts";
import { OutputSession, type SessionResult } from "./output/output-session.ts";
import type { ImportExtension } from "./plan/module-path.ts";
import type { I64Mapping } from "./plan/shapes.ts";
import { assertCoreVersion } from "./project/core-version.ts";
import { importExtensionFor } from "./project/tsconfig.ts";
import { planScaffold, type ScaffoldPlan } from "./scaffold/plan-scaffold.ts";

/** What to generate, and how. */
export interface GenerateOptions {
  /** IDL files, relative to `cwd`. At least one. */
  readonly idl: readonly string[];
  /** The language of all of them. Default: by a file's ending, `.proto` or anything else for Thrift. */
  readonly kind?: IdlKind;
  /** The folder of the project. Default: the process's working directory. */
  readonly cwd?: string;
  /** The folder for generated code, relative to `cwd`. Default: `kitex-gen`. */
  readonly out?: string;
  /**
   * Folders in which includes are looked for when they are not beside the including file, and imports of .proto files
   * before anywhere else. Default: none.
   */
  readonly includePaths?: readonly string[];
  /** How relative imports end. Default: as the nearest tsconfig.json allows, `.ts` where there is none. */
  readonly importExtension?: ImportExtension;
  /** What an integer of 64 bits is when it is read. Default: `"bigint"`. */
  readonly i64?: I64Mapping;
  /**
   * Whether bytes of fields that a Thrift file does not know are kept and written again; those that a .proto file does
   * not know always are. Default: false.
   */
  readonly keepUnknownFields?: boolean;
  /** Whether code for included and imported files is generated too. Default: true. */
  readonly recurse?: boolean;
  /** Whether the IDL files are copied beside the code. Default: false. */
  readonly copyIdl?: boolean;
  /** Change nothing: only tell what is stale. Default: false. */
  readonly check?: boolean;
  /** Whether the version of the installed core is looked at. Default: true. */
  readonly dependencyCheck?: boolean;
  /** Also write a server to fill in. Default: none. */
  readonly service?: ServiceOptions;
  /** Told after each IDL file that was printed. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The server that is written beside the generated code. */
export interface ServiceOptions {
  /** What the server calls itself. */
  readonly name: string;
  /** Name of the package, where there is no package.json. Default: made of `name`. */
  readonly packageName?: string;
  /** A module that has the generated code: none is generated then. */
  readonly use?: string;
  /** The command that does this again, for package.json. Default: made of the options. */
  readonly command?: string;
}

/** What came of it. Paths are relative to `cwd`. */
export interface GenerateResult {
  /** Files that were written, or with `check` would be. */
  readonly written: readonly string[];
  /** Files of an earlier run that were removed, or with `check` would be. */
  readonly removed: readonly string[];
  /** How many files were up to date. */
  readonly unchanged: number;
  /** Whether everything was up to date. */
  readonly upToDate: boolean;
  /** What is odd about the IDL, but no error. */
  readonly warnings: readonly Diagnostic[];
  /** What the user should know or do. */
  readonly notes: readonly string[];
  /** Absolute paths of the IDL files that were read. */
  readonly sources: readonly string[];
}

/**
 * Generates TypeScript from Thrift and .proto files. Either all files are written or none: an `IdlError` tells what is wrong with
 * the IDL, a `ToolError` anything else. Files whose text stays the same are not touched.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const cwd = resolve(options.cwd ?? ".");
  const outDir = resolve(cwd, options.out ?? "kitex-gen");
  if (options.dependencyCheck !== false) assertCoreVersion(cwd);
  const idl = await load(cwd, options);
  const importExtension = options.importExtension ?? importExtensionFor(cwd);
  const modules = new IdlModules(idl, outDir, {
    i64: options.i64 ?? "bigint",
    keepUnknownFields: options.keepUnknownFields === true,
    importExtension,
  });
  const generated =
    options.service?.use === undefined ? modules.list(options.recurse === false ? "entries" : "files") : [];
  const session = new OutputSession(outDir, options.check === true);
  try {
    printModules(session, generated, options);
    const { service } = options;
    const scaffold =
      service === undefined ? noScaffold : scaffoldOf(modules, { cwd, outDir, importExtension }, service, options);
    for (const file of scaffold.files) session.addScaffold(join(cwd, file.path), file);
    const output = session.finish(new Set(generated.map(({ source }) => source)));
    return resultOf(cwd, outDir, idl, output, scaffold);
  } catch (error) {
    session.abandon();
    throw error;
  }
}

const noScaffold: ScaffoldPlan = { files: [], notes: [] };

async function load(cwd: string, options: GenerateOptions): Promise<LoadedIdl> {
  if (options.idl.length === 0) throw badArguments("no IDL file was given", "kitex gen idl/echo.thrift");
  const paths = options.idl.map((path) => resolve(cwd, path));
  const loaded = await loadIdl(
    paths,
    (options.includePaths ?? []).map((path) => resolve(cwd, path)),
    options.kind,
  );
  if (!loaded.ok) throw new IdlError(loaded.diagnostics);
  return loaded.idl;
}

function printModules(session: OutputSession, modules: readonly IdlModule[], options: GenerateOptions): void {
  for (const [i, module] of modules.entries()) {
    for (const file of module.render()) session.add(file);
    if (options.copyIdl === true && module.path !== undefined) {
      const [stamp = ""] = header(module.source).split("\n");
      const text = `${stamp}\n${readFileSync(module.path, "utf8")}`;
      session.add({ path: `${module.folder}/${basename(module.path)}`, text });
    }
    options.onProgress?.(i + 1, modules.length);
  }
}

/** Where a project lies, and how its files import one another. */
interface ProjectPlace {
  readonly cwd: string;
  readonly outDir: string;
  readonly importExtension: ImportExtension;
}

function scaffoldOf(
  modules: IdlModules,
  { cwd, outDir, importExtension }: ProjectPlace,
  service: ServiceOptions,
  { idl }: GenerateOptions,
): ScaffoldPlan {
  return planScaffold(modules.services(), {
    cwd,
    idl,
    serviceName: service.name,
    packageName: service.packageName,
    generated: service.use === undefined ? { kind: "folder", path: outDir } : { kind: "module", name: service.use },
    importExtension,
    command: service.command ?? `kitex -service ${service.name} ${idl.join(" ")}`,
  });
}

function resultOf(
  cwd: string,
  outDir: string,
  { thrift, proto, warnings }: LoadedIdl,
  output: SessionResult,
  scaffold: ScaffoldPlan,
): GenerateResult {
  const shown = (path: string): string => relative(cwd, join(outDir, path));
  const written = [...output.written.map(shown), ...scaffold.files.map(({ path }) => path)];
  const removed = output.removed.map(shown);
  return {
    written,
    removed,
    unchanged: output.unchanged,
    upToDate: written.length + removed.length === 0,
    warnings,
    notes: scaffold.notes,
    sources: [...thrift.files, ...proto.files].map(({ path }) => path).filter(isAbsolute),
  };
}

/** The folders in which a change of a file can change what is generated. */
export function watchedFolders(sources: readonly string[], options: GenerateOptions): string[] {
  const cwd = resolve(options.cwd ?? ".");
  const entries = options.idl.map((path) => resolve(cwd, path));
  const includes = (options.includePaths ?? []).map((path) => resolve(cwd, path));
  return [...new Set([...[...sources, ...entries].map((path) => dirname(path)), ...includes])];
}
