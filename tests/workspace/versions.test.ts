import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScratchFolder } from "../support/scratch.ts";
import { publicPackages, run, workspaceCopy } from "../support/workspace.ts";

/** A copy of the workspace in which every package is at `version` and no changeset waits. */
function releasedAt(version: string): ScratchFolder {
  const folder = workspaceCopy();
  for (const { path, manifest } of publicPackages(folder.path)) {
    writeFileSync(join(path, "package.json"), JSON.stringify({ ...manifest, version }));
  }
  for (const file of run("git", ["ls-files", "-z", ".changeset/*.md"], folder.path).split("\0")) {
    if (file !== "" && !file.endsWith("/README.md")) rmSync(join(folder.path, file));
  }
  return folder;
}

/** Writes a changeset, runs `changeset version`, and returns the packages whose `package.json` it changed, with their versions. */
function release(folder: ScratchFolder, bumps: Readonly<Record<string, "patch" | "minor" | "major">>): object {
  const before = manifests(folder);
  const lines = Object.entries(bumps).map(([name, bump]) => `"@kitex-ts/${name}": ${bump}\n`);
  folder.write({ ".changeset/one.md": `---\n${lines.join("")}---\n\nIt does more.\n` });
  run("changeset", ["version"], folder.path);
  const after = manifests(folder);
  const changed = publicPackages(folder.path).filter(({ folder: name }) => before.get(name) !== after.get(name));
  return Object.fromEntries(changed.map(({ folder: name, manifest }) => [name, manifest.version]));
}

function manifests(folder: ScratchFolder): Map<string, string> {
  return new Map(
    publicPackages(folder.path).map(({ folder: name, path }) => [
      name,
      readFileSync(join(path, "package.json"), "utf8"),
    ]),
  );
}

/** The packages that have core as a peer, at the version that follows one. */
function following(version: string): Readonly<Record<string, string>> {
  const peers = publicPackages().filter(({ manifest }) => manifest.peerDependencies?.["@kitex-ts/core"] !== undefined);
  return Object.fromEntries(peers.map(({ folder }) => [folder, version]));
}

test("a patch to one package changes that package alone", () => {
  using folder = releasedAt("1.4.0");
  expect(release(folder, { netpoll: "patch" })).toEqual({ netpoll: "1.4.1" });
});

test("a minor of core leaves the packages alone whose peer range still fits", () => {
  using folder = releasedAt("1.4.0");
  expect(release(folder, { core: "minor" })).toEqual({ core: "1.5.0" });
});

test("a major of core gives a patch, and so a new peer range, to the packages that have it as a peer", () => {
  using folder = releasedAt("1.4.0");
  expect(release(folder, { core: "major" })).toEqual({ core: "2.0.0", ...following("1.4.1") });
});

test("before 1.0 an addition is a patch and leaves the others alone", () => {
  using folder = releasedAt("0.1.0");
  expect(release(folder, { core: "patch" })).toEqual({ core: "0.1.1" });
});

test("before 1.0 a break is a minor and reaches the packages whose range it leaves", () => {
  using folder = releasedAt("0.1.0");
  expect(release(folder, { core: "minor" })).toEqual({ core: "0.2.0", ...following("0.1.1") });
});

test("the changelog says what the changeset said", () => {
  using folder = releasedAt("1.4.0");
  release(folder, { idl: "minor" });
  const changelog = readFileSync(join(folder.path, "packages/idl/CHANGELOG.md"), "utf8");
  expect(changelog).toBe("# @kitex-ts/idl\n\n## 1.5.0\n\n### Minor Changes\n\n- It does more.\n");
});

test("`npm run version-packages` also tells the tool its own version", () => {
  using folder = releasedAt("1.4.0");
  folder.write({ ".changeset/one.md": '---\n"@kitex-ts/tool": minor\n---\n\nIt does more.\n' });
  run("npm", ["run", "--silent", "version-packages"], folder.path);
  expect(readFileSync(join(folder.path, "packages/tool/src/version.ts"), "utf8")).toContain('"1.5.0"');
});

test("`npm run version-packages` also tells core its own version", () => {
  using folder = releasedAt("1.4.0");
  folder.write({ ".changeset/one.md": '---\n"@kitex-ts/core": minor\n---\n\nIt does more.\n' });
  run("npm", ["run", "--silent", "version-packages"], folder.path);
  expect(readFileSync(join(folder.path, "packages/core/src/version.ts"), "utf8")).toContain('"1.5.0"');
});

test("the changesets that wait are in order", () => {
  using folder = workspaceCopy();
  run("changeset", ["version"], folder.path);
});
