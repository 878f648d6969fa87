// `npm run demo`, `npm test`, `npm run interop`, `npm run test:registries` and `npm run bench`: sets the workspace up, then
// does the work on the Node it brought along.

import { spawn } from "node:child_process";
import { root, setUp, workspaceEnv, workspaceNode } from "./setup.mjs";

/** @type {Record<string, readonly string[]>} */
const works = {
  demo: ["--conditions=@kitex-ts/source", "examples/demo/demo.ts"],
  test: ["scripts/test.mjs"],
  interop: ["--conditions=@kitex-ts/source", "tests/interop/run.ts"],
  registries: ["--conditions=@kitex-ts/source", "tests/registries/run.ts"],
  bench: ["--conditions=@kitex-ts/source", "bench/run.ts"],
};

const [name = "", ...args] = process.argv.slice(2);
const work = works[name];
if (work === undefined) fail(`usage: node scripts/run.mjs ${Object.keys(works).join("|")} [arguments]`);

try {
  setUp();
} catch (error) {
  fail(`the set-up did not work: ${error instanceof Error ? error.message : error}`);
}

const child = spawn(workspaceNode, [...work, ...args], { cwd: root, env: workspaceEnv(), stdio: "inherit" });
// A terminal sends Ctrl-C to the child too; this process has only to outlive it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => fail(`${workspaceNode} could not be started: ${error.message}`));
child.on("close", (code, signal) => {
  if (signal !== null) process.stderr.write(`${name} was ended by ${signal}\n`);
  process.exitCode = code ?? 1;
});

/**
 * @param {string} text
 * @returns {never}
 */
function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
