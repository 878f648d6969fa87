import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programOf } from "../support/registries/peer-missing.ts";
import { replaceBetween } from "../support/replace-between.ts";
import { root } from "../support/workspace.ts";
import type { RegistryName } from "./kinds/kind.ts";
import { scenarios } from "./scenarios/all.ts";
import { notPlayed } from "./scenarios/not-played.ts";
import type { Played, Scenario } from "./scenarios/scenario.ts";

/** What came of one scenario with one registry: `played`, or why it does not hold. */
export interface PlayedCell {
  readonly scenario: Scenario;
  readonly registry: RegistryName;
  readonly played?: Played;
  readonly failure?: unknown;
}

/** The page that a whole run writes its table into. */
export const registriesPage: string = join(root, "docs/registries.md");

const columns: readonly RegistryName[] = ["etcd", "consul"];

/** Writes what came of a whole run into the page, and what was not played. */
export function writePage(cells: readonly PlayedCell[]): void {
  const tables = { origin: originOfRun(), scenarios: scenarioTable(cells), "not-played": notPlayedList() };
  let page = readFileSync(registriesPage, "utf8");
  for (const [name, text] of Object.entries(tables)) page = replaceBetween(page, name, text);
  writeFileSync(registriesPage, page);
}

/** What is not played and why, as the page has it. */
export function notPlayedList(): string {
  return notPlayed.map(({ name, reason }) => `- **${name}**: ${reason}.`).join("\n");
}

function scenarioTable(cells: readonly PlayedCell[]): string {
  const rows = scenarios.map((scenario) => {
    const ofScenario = cells.filter((cell) => cell.scenario === scenario);
    return `| ${scenario.name} | ${columns.map((name) => cellText(ofScenario, name)).join(" | ")} |`;
  });
  return [`| what happens | ${columns.join(" | ")} |`, "| --- | --- | --- |", ...rows].join("\n");
}

function cellText(cells: readonly PlayedCell[], name: RegistryName): string {
  const played = cells.find(({ registry }) => registry === name)?.played;
  if (played === undefined) return "–";
  const { outcome, recoveryMs } = played;
  return recoveryMs === undefined ? outcome : `${outcome}. **${(recoveryMs / 1_000).toFixed(2)} s**`;
}

function originOfRun(): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const versions = [firstLine("etcd", "--version"), firstLine("consul", "version")].join(", ");
  return `Written by \`npm run test:registries\` at ${commit}, Node ${process.version}: ${versions}.`;
}

function firstLine(program: string, argument: string): string {
  const [line = ""] = execFileSync(programOf(program), [argument], { encoding: "utf8" }).split("\n");
  return line.replace(" Version:", "");
}
