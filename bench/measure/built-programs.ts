import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ProgramHome } from "./commands.ts";

const bench = new URL("../", import.meta.url);
const folder = new URL("node_modules/.cache/built/", bench);

/** The programs as JavaScript, on the built packages: what starts is what an application starts. */
export const builtPrograms: ProgramHome = {
  folder: new URL("candidates/", folder),
  extension: ".js",
  nodeFlags: [],
};

/** Builds the packages and the programs of the candidates. Throws what the compiler says. */
export function buildPrograms(): void {
  rmSync(folder, { recursive: true, force: true });
  run(["turbo", "run", "--ui=stream", "--output-logs=errors-only", "build"], new URL("../", bench));
  run(["tsc", "-p", "tsconfig.build.json"], bench);
  // Code of other generators stands beside its declarations, so the compiler leaves it out.
  for (const generated of ["thrift-gen/", "protobuf-gen/"]) {
    cpSync(new URL(generated, bench), new URL(generated, folder), { recursive: true });
  }
}

function run([program = "", ...args]: readonly string[], cwd: URL): void {
  const command = fileURLToPath(new URL(`../node_modules/.bin/${program}`, bench));
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: fileURLToPath(cwd), encoding: "utf8" });
  if (error !== undefined) throw new Error(`${command} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`\`${program} ${args.join(" ")}\` ended with ${status}:\n${stdout}${stderr}`);
}
