import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import { expect, test } from "vitest";
import { replaceBetween } from "../support/replace-between.ts";

const root = join(import.meta.dirname, "../..");
const page = join(root, "docs/layers.md");

interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

test("the pictures in docs/layers.md show the imports that exist (vitest -u draws them again)", async () => {
  const modules = await importsOf("packages");
  const packages = draw(modules, (path) => /^packages\/([^/]+)\//.exec(path)?.[1]);
  const core = draw(modules, (path) => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1]);
  expect(packages).toContain("core --> netpoll");

  const text = replaceBetween(replaceBetween(readFileSync(page, "utf8"), "packages", packages), "core", core);
  await expect(text).toMatchFileSnapshot(page);
});

async function importsOf(folder: string): Promise<readonly Module[]> {
  const { output } = await cruise([folder], {
    baseDir: root,
    outputType: "json",
    exclude: { path: "\\.test\\.ts$|/testing/|/testdata/|/dist/|node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ["@kitex-ts/source"], exportsFields: ["exports"], extensions: [".ts"] },
  });
  return JSON.parse(String(output)).modules;
}

/**
 * The arrows between groups of modules as a Mermaid block; modules without a group are left out, and so is an arrow
 * that a chain of others stands for.
 */
function draw(modules: readonly Module[], groupOf: (path: string) => string | undefined): string {
  const arrows = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = groupOf(source);
    if (from === undefined) continue;
    for (const { resolved } of dependencies) {
      const to = groupOf(resolved);
      if (to !== undefined && to !== from) arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from: string, to: string): boolean =>
    [...(arrows.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const drawn = [...arrows].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to) => `  ${from} --> ${to}`),
  );
  return ["```mermaid", "flowchart TD", ...drawn.sort(), "```"].join("\n");
}
