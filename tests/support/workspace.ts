import { execFile, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { workspaceEnv } from "../../scripts/setup.mjs";
import { type ScratchFolder, scratchFolder } from "./scratch.ts";

/** The folder of the clone. */
export const root: string = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The part of a package's `package.json` that tests look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly repository?: { readonly url: string; readonly directory: string };
  readonly sideEffects?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A package that is published. */
export interface PublicPackage {
  /** The folder's name below `packages/`. */
  readonly folder: string;
  /** The folder's absolute path. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every package that is published, by the names of their folders. */
export function publicPackages(of: string = root): readonly PublicPackage[] {
  return readdirSync(join(of, "packages"))
    .map((folder) => {
      const path = join(of, "packages", folder);
      return { folder, path, manifest: readManifest(path) };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

/** Reads the `package.json` in `folder`. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/**
 * Runs a tool of the workspace in `cwd` and returns its standard output; throws with all that it printed when it fails.
 */
export function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { ...options(cwd, env), stdio: "pipe" });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`\`${command} ${args.join(" ")}\` ended with ${status ?? signal}:\n${stdout}${stderr}`);
}

/** As {@link run}, while this process goes on: for a tool that talks to it. */
export async function runAsync(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const running = promisify(execFile)(command, args, options(cwd, env));
  running.child.stdin?.end();
  return (await running).stdout;
}

function options(cwd: string, env: NodeJS.ProcessEnv) {
  return {
    cwd,
    env: { ...workspaceEnv(), ...env },
    encoding: "utf8",
    maxBuffer: 1 << 26,
    shell: process.platform === "win32",
  } as const;
}

/** Copies what git tracks, or would track, into a scratch folder that is a repository of its own, with one commit. */
export function workspaceCopy(): ScratchFolder {
  const folder = scratchFolder();
  const files = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], root);
  for (const file of files.split("\0")) {
    if (file !== "") cpSync(join(root, file), join(folder.path, file));
  }
  symlinkSync(join(root, "node_modules"), join(folder.path, "node_modules"));
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "copy"],
  ]) {
    run("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], folder.path);
  }
  return folder;
}
