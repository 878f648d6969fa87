import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assertNode } from "../../scripts/setup.mjs";
import { type ScratchFolder, scratchFolder } from "../support/scratch.ts";
import { root } from "../support/workspace.ts";

/** An installation that notes how it was asked for, and brings a Node that says what it was asked to run. */
const npx = `#!/bin/sh
echo "$@" >> asked.txt
mkdir -p node_modules/node/bin
printf '#!/bin/sh\\necho "ran $*"\\nexit 7\\n' > node_modules/node/bin/node
chmod +x node_modules/node/bin/node
`;

/** A clone in which nothing is installed, on a machine whose `npx` is the script `program`. */
function clone(program: string): ScratchFolder {
  const folder = scratchFolder();
  for (const path of ["scripts", "package.json", "pnpm-lock.yaml"]) {
    cpSync(join(root, path), join(folder.path, path), { recursive: true });
  }
  folder.write({ "machine/npx": program });
  chmodSync(join(folder.path, "machine/npx"), 0o755);
  return folder;
}

function runIn(folder: ScratchFolder, args: readonly string[], path = `${join(folder.path, "machine")}:/usr/bin:/bin`) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", ...args], {
    cwd: folder.path,
    env: { PATH: path },
    encoding: "utf8",
  });
  return { status, stdout, stderr, installs: installsIn(folder) };
}

function installsIn({ path }: ScratchFolder): string[] {
  const file = join(path, "asked.txt");
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
}

const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const install = `--yes ${packageManager} install --frozen-lockfile`;

describe("`npm run demo` and `npm test` in a fresh clone", () => {
  test("install what the lockfile says, then run on the Node that came with it, arguments passed on", () => {
    using folder = clone(npx);
    const { status, stdout, stderr, installs } = runIn(folder, ["demo", "--port", "9"]);
    expect(installs).toEqual([install]);
    expect(stdout).toBe("ran --conditions=@kitex-ts/source examples/demo/demo.ts --port 9\n");
    expect(stderr).toMatch(/^setting up: pnpm@[\d.]+ installs the workspace.*\n$/);
    expect(status, "the exit code of what ran").toBe(7);
  });

  test("install once, and again when the lockfile has changed", () => {
    using folder = clone(npx);
    runIn(folder, ["test"]);
    expect(runIn(folder, ["test"])).toMatchObject({
      stdout: "ran scripts/test.mjs\n",
      stderr: "",
      installs: [install],
    });
    folder.write({ "pnpm-lock.yaml": "lockfileVersion: '10.0'\n" });
    expect(runIn(folder, ["test"]).installs).toEqual([install, install]);
  });

  test("say what the installation said when it fails, and try again next time", () => {
    using folder = clone("#!/bin/sh\necho asked >> asked.txt; echo 'no space left' >&2; exit 3\n");
    const { status, stderr } = runIn(folder, ["test"]);
    expect(stderr).toContain(`the set-up did not work: \`npx ${install}\` ended with 3:\nno space left`);
    expect(status).toBe(1);
    expect(runIn(folder, ["test"]).installs).toHaveLength(2);
  });

  test("ask for npm where there is none", () => {
    using folder = clone(npx);
    expect(runIn(folder, ["test"], "/nowhere").stderr).toMatch(/npx could not be started: .*is npm installed\?/);
  });

  test("refuse what they do not know", () => {
    using folder = clone(npx);
    expect(runIn(folder, ["fly"])).toMatchObject({
      status: 1,
      installs: [],
      stderr: expect.stringContaining("usage:"),
    });
  });
});

test("a Node that is too old is refused by name", () => {
  expect(() => assertNode("18.20.8")).toThrow("this needs Node 20 or newer, and this is Node 18.20.8");
  expect(() => assertNode("20.0.0")).not.toThrow();
});
