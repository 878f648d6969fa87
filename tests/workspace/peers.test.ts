import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPeer, peersFolder } from "../../scripts/peers/find.mjs";
import { describePeer } from "../support/peers.ts";
import { scratchFolder } from "../support/scratch.ts";
import { root } from "../support/workspace.ts";

test("peers live in the user's cache, where XDG says or below the home folder", () => {
  expect(peersFolder({ XDG_CACHE_HOME: "/cache", HOME: "/home/me" })).toBe("/cache/kitex-ts/peers");
  expect(peersFolder({ XDG_CACHE_HOME: "", HOME: "/home/me" })).toBe("/home/me/.cache/kitex-ts/peers");
});

test("a peer that is nowhere is not found", () => {
  using folder = scratchFolder();
  expect(findPeer("thrift", { XDG_CACHE_HOME: folder.path, PATH: folder.path })).toBeUndefined();
});

test("a file that cannot be run is no peer", () => {
  using folder = scratchFolder();
  folder.write({ thrift: "" });
  expect(findPeer("thrift", { XDG_CACHE_HOME: folder.path, PATH: folder.path })).toBeUndefined();
});

test("the newest version in the cache wins, by number and not by letter, and over the PATH", () => {
  using folder = scratchFolder();
  const programs = ["thrift", "kitex-ts/peers/thrift-0.9.3/bin/thrift", "kitex-ts/peers/thrift-0.17.0/bin/thrift"];
  for (const program of programs) {
    folder.write({ [program]: "" });
    chmodSync(join(folder.path, program), 0o755);
  }
  const env = { XDG_CACHE_HOME: folder.path, PATH: folder.path };
  expect(findPeer("thrift", env)).toBe(join(folder.path, "kitex-ts/peers/thrift-0.17.0/bin/thrift"));
  expect(findPeer("thrift", { ...env, XDG_CACHE_HOME: "/nowhere" })).toBe(join(folder.path, "thrift"));
});

test("where one version alone will do, no other in the cache and nothing on the PATH is taken", () => {
  using folder = scratchFolder();
  for (const program of ["peer", "kitex-ts/peers/peer-1/bin/peer", "kitex-ts/peers/peer-2/bin/peer"]) {
    folder.write({ [program]: "" });
    chmodSync(join(folder.path, program), 0o755);
  }
  const env = { XDG_CACHE_HOME: folder.path, PATH: folder.path };
  expect(findPeer("peer", env, "1")).toBe(join(folder.path, "kitex-ts/peers/peer-1/bin/peer"));
  expect(findPeer("peer", env, "3")).toBeUndefined();
});

describe("a suite whose peer is missing", () => {
  function runSuite(env: Readonly<Record<string, string>>): {
    readonly output: string;
    readonly status: number | null;
  } {
    using folder = scratchFolder();
    folder.write({
      "vitest.config.mjs": "export default {};\n",
      "a.test.ts": `import { describePeer } from ${JSON.stringify(join(root, "tests/support/peers.ts"))};
describePeer("thrift", "the compiler", () => { test("compiles", () => { throw new Error("ran"); }); });
test("stands beside", () => {});\n`,
    });
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--globals", "--root", folder.path];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { PATH: dirname(process.execPath), XDG_CACHE_HOME: folder.path, NO_COLOR: "1", ...env },
      encoding: "utf8",
    });
    return { output: stdout + stderr, status };
  }

  test("is skipped, and says so with the command that mends it", () => {
    const { output, status } = runSuite({ CI: "true" });
    expect(output).toContain("SKIPPED the compiler: thrift is not on this machine; `npm run setup:peers` gets it");
    expect(output).toMatch(/1 passed \| 1 skipped/);
    expect(status).toBe(0);
  });

  test("fails where peers are required", () => {
    const { output, status } = runSuite({ KITEX_REQUIRE_PEERS: "1" });
    expect(output).toContain("thrift is not on this machine");
    expect(output).toMatch(/1 failed \| 1 passed/);
    expect(status).toBe(1);
  });
});

test("a suite cannot name a peer that nobody gets", () => {
  expect(() => describePeer("thirft", "the compiler", () => {})).toThrow("thirft is not in scripts/peers/list.mjs");
});
