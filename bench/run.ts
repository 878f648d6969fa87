// `npm run bench`: see cli/help.ts.

import { mkdirSync } from "node:fs";
import { findPeer, peersFolder } from "../scripts/peers/find.mjs";
import { benchGoVersion, buildBenchGo } from "../scripts/peers/kitex-go.mjs";
import { needsGo } from "./candidates/candidate.ts";
import { candidates, candidatesNamed } from "./candidates/list.ts";
import { type BenchArguments, isPartial, readArguments } from "./cli/arguments.ts";
import { helpText } from "./cli/help.ts";
import { duration, progressOn } from "./cli/progress.ts";
import { killChildren } from "./measure/child.ts";
import { goProgram } from "./measure/commands.ts";
import { placements } from "./measure/pinning.ts";
import { measureInTurns, secondsOf } from "./measure/turns.ts";
import { aboutRun } from "./report/about.ts";
import { readResult, writeResult, writeTargets } from "./report/results.ts";
import { tableMarkdown, tableText } from "./report/table.ts";
import { scenarios } from "./scenarios/list.ts";
import type { Plan, PlanOptions, Row, Scenario } from "./scenarios/scenario.ts";
import { targetScenarios, targetTable } from "./targets.ts";

const TARGETS = "targets";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killChildren();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}

try {
  const args = process.argv.slice(2);
  const asked = readArguments(args, [...scenarios.map(({ name }) => name), TARGETS]);
  if (asked.help) process.stdout.write(helpText);
  else if (asked.list) list(asked);
  else process.exitCode = await bench(asked, aboutRun(args));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}

function list(asked: BenchArguments): void {
  const options = planOptions(asked, true);
  console.log("scenarios, with the time they take by design");
  for (const scenario of scenarios) {
    const { cases, rounds } = planOf(scenario, asked, options);
    const seconds = cases.length === 0 ? "–" : duration(secondsOf(cases, rounds));
    console.log(`  ${scenario.name.padEnd(12)}${seconds.padStart(14)}  ${scenario.what}`);
  }
  console.log(`  ${TARGETS.padEnd(12)}${"–".padStart(14)}  the table of targets, from the last results`);
  console.log("\ncandidates");
  for (const candidate of candidates) console.log(`  ${candidate.name.padEnd(18)}${candidate.what}`);
}

/** Runs what was asked for and returns the exit code: 1 when something could not be measured. */
async function bench(asked: BenchArguments, about: string): Promise<number> {
  const chosen = scenarios.filter(({ name }) => asked.names.length === 0 || asked.names.includes(name));
  const failures: string[] = [];
  if (chosen.length > 0) {
    console.log(about);
    const options = planOptions(asked, buildGo());
    for (const scenario of chosen) {
      const rows = await runScenario(scenario, asked, options);
      failures.push(...rows.flatMap((row) => (row.failure === undefined ? [] : [failureText(scenario, row)])));
      if (rows.length === 0) continue;
      writeResult(scenario, { about, rows }, isPartial(asked));
      for (const table of scenario.report(rows).tables) console.log(`\n${tableText(table)}`);
    }
  }
  if (!isPartial(asked)) reportTargets();
  for (const failure of failures) console.error(`\n${failure}`);
  return failures.length === 0 ? 0 : 1;
}

async function runScenario(scenario: Scenario, asked: BenchArguments, options: PlanOptions): Promise<readonly Row[]> {
  const plan = planOf(scenario, asked, options);
  if (plan.cases.length === 0) return [];
  const progress = progressOn(process.stderr);
  progress.show(`${scenario.name}: building`);
  await plan.prepare?.();
  const rows = await measureInTurns(
    plan.cases,
    plan.rounds,
    ({ case: { group, placement, subject }, round, secondsLeft }) =>
      progress.show(
        `${scenario.name}: ${group}, ${placement} · round ${round} of ${plan.rounds} · ${subject} · ${duration(secondsLeft)} left`,
      ),
  );
  progress.clear();
  return rows;
}

/** The plan of a scenario, cut down to the part that was asked for. */
function planOf(scenario: Scenario, { group, rounds }: BenchArguments, options: PlanOptions): Plan {
  const plan = scenario.plan(options);
  return {
    ...plan,
    rounds: rounds ?? plan.rounds,
    cases: plan.cases.filter((one) => group === undefined || one.group.includes(group)),
  };
}

function planOptions({ candidates: names, quick }: BenchArguments, hasGo: boolean): PlanOptions {
  const chosen = names === undefined ? candidates : candidatesNamed(...names);
  return { quick, candidates: chosen.filter((one) => hasGo || !needsGo(one)), placements: placements() };
}

/** Builds Kitex for Go where it is not built; says so and goes on without it where that is impossible. */
function buildGo(): boolean {
  if (goProgram() !== undefined) return true;
  const folder = peersFolder(process.env);
  mkdirSync(folder, { recursive: true });
  try {
    process.stderr.write("building Kitex for Go (one to two minutes, once)\n");
    buildBenchGo("bench-go", folder);
    return findPeer("bench-go", process.env, benchGoVersion()) !== undefined;
  } catch (error) {
    process.stderr.write(`without Kitex for Go: ${error instanceof Error ? error.message : error}\n`);
    return false;
  }
}

function reportTargets(): void {
  const table = targetTable(readResult);
  const abouts = targetScenarios().map((name) => {
    const about = readResult(name)?.about;
    return about === undefined ? `${name}: not measured` : `${name}: ${about}`;
  });
  writeTargets([abouts.join("<br>"), tableMarkdown(table)].join("\n\n"));
  console.log(`\n${tableText(table)}`);
}

function failureText({ name }: Scenario, { group, placement, subject, failure }: Row): string {
  return `${name}: ${group}, ${placement}: ${subject} failed: ${failure}`;
}
