import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPeer, peersFolder } from "../../scripts/peers/find.mjs";
import { scratchFolder } from "../support/scratch.ts";

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
