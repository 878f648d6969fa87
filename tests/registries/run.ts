// `npm run test:registries`: plays every scenario with every registry and prints what came of it. Words after it choose the
// scenarios whose names have them all; without any, docs/registries.md gets the table.

import { table } from "../../scripts/testing/table.mjs";
import { PeerMissing } from "../support/registries/peer-missing.ts";
import { registryKinds } from "./kinds/all.ts";
import { type PlayedCell, writePage } from "./page.ts";
import { play } from "./play.ts";
import { scenarios } from "./scenarios/all.ts";

const words = process.argv.slice(2);
const chosen = scenarios.filter(({ name }) => words.every((word) => name.includes(word)));
const cells: PlayedCell[] = [];

for (const scenario of chosen) {
  for (const registry of scenario.of) {
    process.stderr.write(`${registry}: ${scenario.name}\n`);
    try {
      cells.push({ scenario, registry, played: await play(scenario, registryKinds[registry]) });
    } catch (failure) {
      cells.push({ scenario, registry, failure });
    }
  }
}

console.log(
  table(
    ["scenario", "registry", "outcome", "back after"],
    cells.map(({ scenario, registry, played }) => [
      scenario.name,
      registry,
      played === undefined ? "FAILED" : "holds",
      played?.recoveryMs === undefined ? "" : `${Math.round(played.recoveryMs)} ms`,
    ]),
  ),
);
const failed = cells.filter(({ played }) => played === undefined);
for (const { scenario, registry, failure } of failed) {
  console.log(`\n${registry}: ${scenario.name}`);
  console.log(failure instanceof PeerMissing ? failure.message : failure);
}
console.log(`\n${cells.length - failed.length} of ${cells.length} hold`);
process.exitCode = failed.length === 0 && cells.length > 0 ? 0 : 1;
if (words.length === 0 && failed.length === 0) {
  writePage(cells);
  console.log("docs/registries.md is written");
}
