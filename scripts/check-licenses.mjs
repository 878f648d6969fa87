// Every public package carries the license of the workspace: npm packs it only from the package's own folder.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

const license = readFileSync(join(root, "LICENSE"), "utf8");
const wrong = readdirSync(join(root, "packages"))
  .map((folder) => join("packages", folder, "LICENSE"))
  .filter((path) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== license);

for (const path of wrong) console.error(`${path} is not the LICENSE of the workspace: cp LICENSE ${path}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
