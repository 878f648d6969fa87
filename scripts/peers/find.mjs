// Where the peers are on this machine.

import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * The folder in which `npm run setup:peers` puts what it gets: a folder `<name>-<version>` for each peer, its
 * programs in `bin`. It outlives the clone, so that the next one finds it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function peersFolder(env) {
  const cache = env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache");
  return join(cache, "kitex-ts", "peers");
}

/**
 * The path of the program `name`: the newest among the peers, else the first on the PATH, else `undefined`. With a
 * `version`, that one among the peers, else `undefined`.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [version]
 * @returns {string | undefined}
 */
export function findPeer(name, env, version) {
  const folder = peersFolder(env);
  if (version !== undefined) return [join(folder, `${name}-${version}`, "bin", name)].find(isProgram);
  const versions = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.startsWith(`${name}-`)) : [];
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const folders = [...newestFirst.map((entry) => join(folder, entry, "bin")), ...(env["PATH"] ?? "").split(delimiter)];
  return folders.map((entry) => join(entry, name)).find(isProgram);
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
