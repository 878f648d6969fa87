// Gets a program out of a Debian package without installing the package.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Unpacks the Debian package `debianPackage` into `folder` as `<name>-<version>` and returns that name.
 * Needs `apt-get`; only where it has no list of packages so far, root is needed as well, to fetch one.
 *
 * @param {string} name
 * @param {string} debianPackage
 * @param {string} folder must exist
 * @param {readonly string[]} [libraries] packages whose libraries the program is given, whether the machine has them or not
 * @returns {string}
 */
export function getFromDebian(name, debianPackage, folder, libraries = []) {
  const scratch = mkdtempSync(join(folder, ".get-"));
  try {
    const program = download(debianPackage, scratch);
    const target = `${name}-${versionOf(program, scratch)}`;
    const unpacked = join(scratch, "unpacked");
    unpack(program, unpacked);
    for (const library of libraries) unpack(download(library, scratch), unpacked);
    if (libraries.length > 0) startWithLibraries(name, join(unpacked, "usr"));
    // A rename, so that nobody ever finds half a peer.
    if (!existsSync(join(folder, target))) renameSync(join(unpacked, "usr"), join(folder, target));
    return target;
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
  const folder = join(scratch, debianPackage);
  mkdirSync(folder);
  const tried = run("apt-get", ["download", debianPackage], folder);
  if (tried.status !== 0) {
    const updated = run("apt-get", ["update"], folder);
    if (updated.status !== 0) {
      throw new Error(
        `\`apt-get download ${debianPackage}\` says: ${lastLine(tried)}; as root, \`apt-get update\` may help`,
      );
    }
    must(run("apt-get", ["download", debianPackage], folder));
  }
  const file = readdirSync(folder).find((entry) => entry.endsWith(".deb"));
  if (file === undefined) throw new Error(`\`apt-get download ${debianPackage}\` left no package behind`);
  return join(folder, file);
}

/**
 * @param {string} file
 * @param {string} scratch
 * @returns {string}
 */
function versionOf(file, scratch) {
  // 0.17.0-2+b2: what stands behind the hyphen is Debian's, not the program's.
  return must(run("dpkg-deb", ["--field", file, "Version"], scratch))
    .trim()
    .replace(/-[^-]*$/, "");
}

/**
 * @param {string} file
 * @param {string} folder
 */
function unpack(file, folder) {
  mkdirSync(folder, { recursive: true });
  must(run("dpkg-deb", ["--extract", file, folder], folder));
}

/**
 * Makes `bin/<name>` start the program with the libraries unpacked beside it.
 *
 * @param {string} name
 * @param {string} usr
 */
function startWithLibraries(name, usr) {
  const given = ["bin", "sbin"].map((folder) => join(usr, folder, name)).find((path) => existsSync(path));
  if (given === undefined) throw new Error(`the package has no program ${name}`);
  const program = join(usr, "libexec", name);
  mkdirSync(dirname(program), { recursive: true });
  renameSync(given, program);
  const started = join(usr, "bin", name);
  mkdirSync(dirname(started), { recursive: true });
  const script = `#!/bin/sh
usr=$(dirname "$(dirname "$(readlink -f "$0")")")
LD_LIBRARY_PATH=$(echo "$usr"/lib/*-linux-gnu*) exec "$usr/libexec/${name}" "$@"
`;
  writeFileSync(started, script, { mode: 0o755 });
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
