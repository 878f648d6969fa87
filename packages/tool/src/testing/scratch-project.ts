import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const workspace = resolve(import.meta.dirname, "../../../..");

/** What a process left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder outside the workspace in which generated code finds the packages it imports. Gone when disposed. */
export interface ScratchProject extends Disposable {
  readonly folder: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** The files of a folder and below, sorted. */
  list(path: string): string[];
  /** Runs the command line tool. */
  kitex(...args: readonly string[]): Promise<Ran>;
  /** Runs a script on this Node, with flags before it. */
  node(...args: readonly string[]): Promise<Ran>;
  /** Checks the types of everything in the folder with a version of TypeScript. */
  typeCheck(version: "5.8" | "5.9" | "6.0" | "7.0"): Promise<Ran>;
}

export const cliPath: string = join(workspace, "packages/tool/src/cli.ts");

/** What every TypeScript that runs from the sources needs. */
export const sourceCondition = "--conditions=@kitex-ts/source";

/** The flags that generated code must pass (and some more that users have). */
const strictOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  declaration: true,
  isolatedDeclarations: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  customConditions: ["@kitex-ts/source"],
};

/** Makes a project. `files` are written into it. */
export function scratchProject(files: Readonly<Record<string, string>> = {}): ScratchProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kitex-tool-")));
  const project: ScratchProject = {
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    list: (path) =>
      readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
    kitex: (...args) => project.node(cliPath, ...args),
    node: (...args) => runProcess([sourceCondition, ...args], folder),
    typeCheck: (version) => runProcess([compilerPath(version), "-p", "tsconfig.json"], folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  return project;
}

/** Makes a project whose generated code can be type-checked and run. */
export function linkedProject(files: Readonly<Record<string, string>> = {}): ScratchProject {
  const project = scratchProject(files);
  project.write("package.json", JSON.stringify({ name: "scratch", type: "module" }));
  project.write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: strictOptions, exclude: ["node_modules", "check.ts", "check-proto.ts"] }),
  );
  for (const name of ["core", "codec-protobuf", "codec-thrift", "netpoll"])
    link(project.folder, `@kitex-ts/${name}`, join(workspace, "packages", name));
  // The libraries that generated codecs are compared with.
  for (const name of ["@bufbuild/protobuf", "protobufjs"])
    link(project.folder, name, join(workspace, "packages/codec-protobuf/node_modules", name));
  for (const name of ["@types/node", "fast-check"]) link(project.folder, name, join(workspace, "node_modules", name));
  return project;
}

/** Runs Node with the arguments, and waits until it ends. */
export function runProcess(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done, failed) => {
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const env = { ...inherited, NO_COLOR: "1" };
    execFile(process.execPath, args, { cwd, env, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error !== null && typeof error.code !== "number") failed(error);
      else done({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

function link(folder: string, name: string, target: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}

function compilerPath(version: "5.8" | "5.9" | "6.0" | "7.0"): string {
  const folder = version === "7.0" ? "node_modules/typescript" : `tests/node_modules/typescript-${version}`;
  return join(workspace, folder, "bin/tsc");
}
