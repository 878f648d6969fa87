import { createRequire } from "node:module";
import { join } from "node:path";
import { ExitCode, ToolError } from "../errors.ts";
import { minimumCoreVersion, toolVersion } from "../version.ts";
import { readJsonObject } from "./json.ts";
import { isOlder } from "./semver.ts";

const core = "@kitex-ts/core";

/**
 * Refuses to generate code for a project whose installed core is older than that code needs. A core that is not
 * installed, or whose version says nothing, is no reason to stop.
 */
export function assertCoreVersion(folder: string, minimum: string = minimumCoreVersion): void {
  const installed = installedCoreVersion(folder);
  if (installed === undefined || isOlder(installed, minimum) !== true) return;
  throw new ToolError(
    `this project has ${core} ${installed}; code written by kitex ${toolVersion} needs ${minimum} or later`,
    {
      exitCode: ExitCode.Dependency,
      hint:
        `update it (npm install ${core}@latest), or use a kitex of its time (npm install -D @kitex-ts/tool@${installed}); ` +
        "--no-dependency-check generates anyway",
    },
  );
}

/** The version of core that code in the folder would import. */
function installedCoreVersion(folder: string): string | undefined {
  let path: string;
  try {
    path = createRequire(join(folder, "kitex.js")).resolve(`${core}/package.json`);
  } catch {
    return undefined;
  }
  const version = readJsonObject(path)?.["version"];
  return typeof version === "string" ? version : undefined;
}
