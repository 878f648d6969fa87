// Starts one tool of the workspace and tells how it ended.

import { spawn } from "node:child_process";
import { root, workspaceEnv } from "../setup.mjs";

/** No step needs a quarter of this; one that hangs must not take the whole run with it. */
const longestMs = 30 * 60_000;

const quiet = { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1", DO_NOT_TRACK: "1" };

/**
 * Runs `command` in the clone's folder, its output on this process's; resolves with whether it succeeded.
 *
 * @param {string} command a tool in `node_modules/.bin`, or `node`
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<boolean>}
 */
export function succeeds(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...workspaceEnv(), ...quiet, ...env },
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
      timeout: longestMs,
    });
    child.on("error", (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(false);
    });
    child.on("close", (code, signal) => {
      if (signal !== null) console.error(`${command} was ended by ${signal}`);
      resolve(code === 0);
    });
  });
}
