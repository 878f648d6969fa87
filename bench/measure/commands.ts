import { fileURLToPath } from "node:url";
import { findPeer } from "../../scripts/peers/find.mjs";
import { benchGoVersion } from "../../scripts/peers/kitex-go.mjs";
import type { Program } from "../candidates/candidate.ts";

/** Where the programs of the candidates are, and what Node is given to run them. */
export interface ProgramHome {
  /** The folder of `candidates/`. */
  readonly folder: URL;
  /** How the files end there: `.ts` in the sources, `.js` where they were built. */
  readonly extension: ".ts" | ".js";
  readonly nodeFlags: readonly string[];
}

/** The sources, which run unbuilt. */
const sources: ProgramHome = {
  folder: new URL("../candidates/", import.meta.url),
  extension: ".ts",
  nodeFlags: ["--conditions=@kitex-ts/source"],
};

/** The command that runs `program` on one side. Throws when it needs Go's program and that is not built. */
export function commandOf(
  program: Program,
  side: "server" | "client",
  args: readonly string[],
  home: ProgramHome = sources,
  flags: readonly string[] = [],
): readonly string[] {
  if (program.kind === "node") {
    const file = fileURLToPath(new URL(program.file.replace(/\.ts$/, home.extension), home.folder));
    return [process.execPath, ...home.nodeFlags, ...flags, file, program.variant, ...args];
  }
  const built = goProgram();
  if (built === undefined) throw new Error("Kitex for Go is not built");
  return [built, side === "server" ? "serve" : "call", program.variant, ...args];
}

/** The program of bench/go, built from what it is now; `undefined` where nobody built it. */
export function goProgram(): string | undefined {
  return findPeer("bench-go", process.env, benchGoVersion());
}
