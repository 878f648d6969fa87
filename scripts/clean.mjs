// Removes the `dist` of the package in the current folder, so that a build leaves nothing of an earlier one.

import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
