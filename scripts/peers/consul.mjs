// Consul as a peer, built from its sources by path: a program that cannot be imported, in a module that only names it.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { run } from "./go-program.mjs";

const program = "github.com/hashicorp/consul";
const module = join(root, "tests", "registries", "consul-for-tests");

/**
 * The last release line under MPL-2.0 whose modules fit together; only tests run it, and nothing ships it.
 *
 * @returns {string} the version that the go.mod states
 */
export function consulVersion() {
  const goMod = readFileSync(join(module, "go.mod"), "utf8");
  const [, version] = /^\s*github\.com\/hashicorp\/consul v([\d.]+)/m.exec(goMod) ?? [];
  if (version === undefined) throw new Error(`${module}/go.mod does not name ${program}`);
  return version;
}

/**
 * Builds it into the folder `peers` as `<name>-<version>/bin/<name>` and returns the name of that folder. Takes about
 * five minutes. Needs Go, and the modules of its go.mod from Go's cache or proxy.
 *
 * @param {string} name
 * @param {string} peers must exist
 * @returns {string}
 */
export function buildConsul(name, peers) {
  const target = `${name}-${consulVersion()}`;
  const scratch = mkdtempSync(join(peers, ".get-"));
  try {
    for (const file of ["go.mod", "go.sum"]) cpSync(join(module, file), join(scratch, file));
    const bin = join(scratch, "built", "bin");
    mkdirSync(bin, { recursive: true });
    const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", "-s -w", "-o", join(bin, name), program];
    run("go", args, scratch, { ...process.env, CGO_ENABLED: "0" });
    // A rename, so that nobody ever finds half a peer.
    if (!existsSync(join(peers, target))) renameSync(join(scratch, "built"), join(peers, target));
    return target;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
