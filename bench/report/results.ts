import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Row, Scenario } from "../scenarios/scenario.ts";
import { betweenMarkers } from "./between-markers.ts";
import { svgPlot } from "./svg-plot.ts";
import { tableMarkdown } from "./table.ts";

/** What a run of a scenario leaves behind. */
export interface ScenarioResult {
  /** The line of `aboutRun`. */
  readonly about: string;
  readonly rows: readonly Row[];
}

const published = new URL("../results/", import.meta.url);
const partial = new URL("../results/partial/", import.meta.url);
const documents = [new URL("../../docs/performance.md", import.meta.url), new URL("../../README.md", import.meta.url)];

/** Writes what a scenario gave: the rows as JSON, the tables as Markdown, a plot. Each begins with the `about` line. */
export function writeResult(scenario: Scenario, { about, rows }: ScenarioResult, isPartial: boolean): void {
  const { tables, plot } = scenario.report(rows);
  const markdown = [about, ...tables.map(tableMarkdown)].join("\n\n");
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  const folder = isPartial ? partial : published;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL(`${scenario.name}.json`, folder),
    `{ "about": ${JSON.stringify(about)},\n"rows": [\n${lines}\n] }\n`,
  );
  writeFileSync(new URL(`${scenario.name}.md`, folder), `${markdown}\n`);
  writeFileSync(new URL(`${scenario.name}.svg`, folder), svgPlot(plot, about));
  if (!isPartial) publish(scenario.name, markdown);
}

/** Writes the table of targets where a whole run's results stand. */
export function writeTargets(markdown: string): void {
  mkdirSync(published, { recursive: true });
  writeFileSync(new URL("targets.md", published), `${markdown}\n`);
  publish("targets", markdown);
}

/** What the last whole run of a scenario left behind, if there was one. */
export function readResult(name: string): ScenarioResult | undefined {
  const file = new URL(`${name}.json`, published);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Puts Markdown between the markers of that name in every document that has them. */
function publish(name: string, markdown: string): void {
  for (const file of documents) {
    if (!existsSync(file)) continue;
    const text = betweenMarkers(readFileSync(file, "utf8"), name, markdown);
    if (text !== undefined) writeFileSync(file, text);
  }
}
