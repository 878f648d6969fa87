// Gets a program out of a Debian package without installing the package.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Unpacks the Debian package `debianPackage` into `folder` as `<name>-<version>` and returns that name.
 * Needs `apt-get`; only where it has no list of packages so far, root is needed as well, to fetch one.
 *
 * @param {string} name
 * @param {string} debianPackage
 * @param {string} folder must exist
 * @returns {string}
 */
export function getFromDebian(name, debianPackage, folder) {
  const scratch = mkdtempSync(join(folder, ".get-"));
  try {
    return unpack(name, download(debianPackage, scratch), folder, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} debianPackage
 * @param {string} scratch
 * @returns {string} the path of the package's file
 */
function download(debianPackage, scratch) {
  const tried = run("apt-get", ["download", debianPackage], scratch);
  if (tried.status !== 0) {
    const updated = run("apt-get", ["update"], scratch);
    if (updated.status !== 0) {
      throw new Error(
        `\`apt-get download ${debianPackage}\` says: ${lastLine(tried)}; as root, \`apt-get update\` may help`,
      );
    }
    must(run("apt-get", ["download", debianPackage], scratch));
  }
  const file = readdirSync(scratch).find((entry) => entry.endsWith(".deb"));
  if (file === undefined) throw new Error(`\`apt-get download ${debianPackage}\` left no package behind`);
  return join(scratch, file);
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string} folder
 * @param {string} scratch
 * @returns {string}
 */
function unpack(name, file, folder, scratch) {
  // 0.17.0-2+b2: what stands behind the hyphen is Debian's, not the program's.
  const version = must(run("dpkg-deb", ["--field", file, "Version"], scratch))
    .trim()
    .replace(/-[^-]*$/, "");
  const target = `${name}-${version}`;
  const unpacked = join(scratch, "unpacked");
  mkdirSync(unpacked);
  must(run("dpkg-deb", ["--extract", file, unpacked], scratch));
  // A rename, so that nobody ever finds half a peer.
  if (!existsSync(join(folder, target))) renameSync(join(unpacked, "usr"), join(folder, target));
  return target;
}

/**
 * @typedef {{ readonly command: string, readonly status: number | null, readonly stdout: string, readonly stderr: string }} Ended
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Ended}
 */
function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} could not be started: ${error.message}`);
  return { command: [program, ...args].join(" "), status, stdout, stderr };
}

/**
 * @param {Ended} ended
 * @returns {string} the standard output
 */
function must(ended) {
  if (ended.status !== 0) throw new Error(`\`${ended.command}\` ended with ${ended.status}: ${lastLine(ended)}`);
  return ended.stdout;
}

/**
 * @param {Ended} ended
 * @returns {string}
 */
function lastLine({ stdout, stderr }) {
  return (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";
}
