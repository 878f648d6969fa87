// `npm run setup:peers`: gets the peers that are missing, as far as this machine allows, and ends with a list of
// those it could not get, and why. What is there stays as it is. Exits 1 when a peer is still missing. Runs on
// Node 20 before anything is installed.

import { mkdirSync } from "node:fs";
import { findPeer, peersFolder } from "./peers/find.mjs";
import { peers } from "./peers/list.mjs";

const folder = peersFolder(process.env);
mkdirSync(folder, { recursive: true });

/** @type {string[]} */
const missing = [];
for (const { name, what, get, version, takes } of peers) {
  const found = findPeer(name, process.env, version?.());
  if (found !== undefined) {
    console.log(`${name} (${what}): ${found}`);
    continue;
  }
  if (takes !== undefined) console.log(`${name} (${what}): getting it takes ${takes}`);
  try {
    console.log(`${name} (${what}): got ${get(folder)}`);
  } catch (error) {
    missing.push(`${name} (${what}): ${error instanceof Error ? error.message : error}`);
  }
}

if (missing.length === 0) {
  console.log("no peer is missing");
} else {
  console.log(`could not get:\n${missing.map((line) => `  ${line}`).join("\n")}`);
  process.exitCode = 1;
}
