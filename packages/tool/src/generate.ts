import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Diagnostic, MethodDefinition, ServiceDefinition, ThriftFile } from "@kitex-ts/idl";
import { header } from "./emit/header.ts";
import { type OutputFile, renderModule, sourceName } from "./emit/render-program.ts";
import { badArguments, IdlError } from "./errors.ts";
import { type LoadedIdl, loadIdl } from "./load.ts";
import { OutputSession, type SessionResult } from "./output/output-session.ts";
import type { ImportExtension } from "./plan/module-path.ts";
import { ProgramPlan } from "./plan/program-plan.ts";
import type { I64Mapping } from "./plan/shapes.ts";
import { assertCoreVersion } from "./project/core-version.ts";
import { importExtensionFor } from "./project/tsconfig.ts";
import { planScaffold, type ScaffoldPlan } from "./scaffold/plan-scaffold.ts";

/** What to generate, and how. */
export interface GenerateOptions {
  /** IDL files, relative to `cwd`. At least one. */
  readonly idl: readonly string[];
  /** The folder of the project. Default: the process's working directory. */
  readonly cwd?: string;
  /** The folder for generated code, relative to `cwd`. Default: `kitex-gen`. */
  readonly out?: string;
  /** Folders in which includes are looked for when they are not beside the including file. Default: none. */
  readonly includePaths?: readonly string[];
  /** How relative imports end. Default: as the nearest tsconfig.json allows, `.ts` where there is none. */
  readonly importExtension?: ImportExtension;
  /** What an i64 is when it is read. Default: `"bigint"`. */
  readonly i64?: I64Mapping;
  /** Whether bytes of fields that the IDL does not know are kept and written again. Default: false. */
  readonly keepUnknownFields?: boolean;
  /** Whether code for included files is generated too. Default: true. */
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
 * Generates TypeScript from Thrift files. Either all files are written or none: an `IdlError` tells what is wrong with
 * the IDL, a `ToolError` anything else. Files whose text stays the same are not touched.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const cwd = resolve(options.cwd ?? ".");
  const outDir = resolve(cwd, options.out ?? "kitex-gen");
  if (options.dependencyCheck !== false) assertCoreVersion(cwd);
  const idl = load(cwd, options);
  const plan = new ProgramPlan(idl.files, {
    i64: options.i64 ?? "bigint",
    keepUnknownFields: options.keepUnknownFields === true,
    importExtension: options.importExtension ?? importExtensionFor(cwd),
  });
  const generated = options.service?.use === undefined ? (options.recurse === false ? idl.entries : idl.files) : [];
  const session = new OutputSession(outDir, options.check === true);
  try {
    printModules(session, plan, generated, outDir, options);
    const scaffold =
      options.service === undefined ? noScaffold : scaffoldOf(idl, plan, cwd, outDir, options.service, options);
    for (const file of scaffold.files) session.addScaffold(join(cwd, file.path), file);
    const output = session.finish(new Set(generated.map((file) => sourceName(file, outDir))));
    return resultOf(cwd, outDir, idl, generated, output, scaffold);
  } catch (error) {
    session.abandon();
    throw error;
  }
}

const noScaffold: ScaffoldPlan = { files: [], notes: [] };

function load(cwd: string, options: GenerateOptions): LoadedIdl {
  if (options.idl.length === 0) throw badArguments("no IDL file was given", "kitex gen idl/echo.thrift");
  const paths = options.idl.map((path) => resolve(cwd, path));
  const loaded = loadIdl(
    paths,
    (options.includePaths ?? []).map((path) => resolve(cwd, path)),
  );
  if (!loaded.ok) throw new IdlError(loaded.diagnostics);
  return loaded.idl;
}

function printModules(
  session: OutputSession,
  plan: ProgramPlan,
  files: readonly ThriftFile[],
  outDir: string,
  options: GenerateOptions,
): void {
  for (const [i, file] of files.entries()) {
    const module = plan.module(file);
    for (const output of renderModule(plan, module, outDir)) session.add(output);
    if (options.copyIdl === true) session.add(idlCopy(file, module.folder, outDir));
    options.onProgress?.(i + 1, files.length);
  }
}

function idlCopy(file: ThriftFile, folder: string, outDir: string): OutputFile {
  const [stamp = ""] = header(sourceName(file, outDir)).split("\n");
  return { path: `${folder}/${basename(file.path)}`, text: `${stamp}\n${readFileSync(file.path, "utf8")}` };
}

function scaffoldOf(
  idl: LoadedIdl,
  plan: ProgramPlan,
  cwd: string,
  outDir: string,
  service: ServiceOptions,
  options: GenerateOptions,
): ScaffoldPlan {
  return planScaffold(idl.entries, plan, {
    cwd,
    serviceName: service.name,
    packageName: service.packageName,
    generated: service.use === undefined ? { kind: "folder", path: outDir } : { kind: "module", name: service.use },
    importExtension: plan.options.importExtension,
    command: service.command ?? `kitex -service ${service.name} ${options.idl.join(" ")}`,
  });
}

function resultOf(
  cwd: string,
  outDir: string,
  idl: LoadedIdl,
  generated: readonly ThriftFile[],
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
    warnings: idl.warnings,
    notes: [...generated.flatMap(streamingNotes), ...scaffold.notes],
    sources: idl.files.map(({ path }) => path),
  };
}

/** Says which methods are not generated, so that nobody looks for them. */
function streamingNotes(file: ThriftFile): string[] {
  const note = (service: ServiceDefinition, method: MethodDefinition): string =>
    `${file.displayPath}:${method.position.line}: ${service.name}.${method.name} is a streaming method ` +
    `(${method.streaming}), which this version does not generate; it is left out`;
  return file.services.flatMap((service) =>
    service.methods.filter(({ streaming }) => streaming !== "unary").map((method) => note(service, method)),
  );
}

/** The folders in which a change of a file can change what is generated. */
export function watchedFolders(sources: readonly string[], options: GenerateOptions): string[] {
  const cwd = resolve(options.cwd ?? ".");
  const entries = options.idl.map((path) => resolve(cwd, path));
  const includes = (options.includePaths ?? []).map((path) => resolve(cwd, path));
  return [...new Set([...[...sources, ...entries].map((path) => dirname(path)), ...includes])];
}
