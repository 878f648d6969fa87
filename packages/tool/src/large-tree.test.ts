import { join } from "node:path";
import { expect, test } from "vitest";
import { cliPath, runProcess, scratchProject, sourceCondition } from "./testing/scratch-project.ts";

const files = 1_000;
const maxSeconds = 10;
const maxMebibytes = 400;

/** Each file includes three that come before it, and uses their types; the last one reaches all of them. */
function treeFile(i: number): string {
  const included = [...new Set([i - 1, i >> 1, i - 7])].filter((j) => j >= 0 && j < i);
  const include = included.map((j) => `include "f${j}.thrift"\n`).join("");
  const structs = Array.from({ length: 5 }, (_, s) => {
    const uses = included.map(
      (j, k) => `  ${10 + k}: list<f${j}.S${s}_${j}> from${j}, ${20 + k}: optional f${j}.E${j} kind${j}\n`,
    );
    return `/** Struct ${s} of file ${i}. */\nstruct S${s}_${i} {\n  1: required i64 id, 2: string name = "n", 3: map<string, list<i32>> index, 4: optional S${s}_${i} next\n${uses.join("")}}\n`;
  });
  const service = `service V${i} { S0_${i} get(1: S1_${i} request) throws (1: X${i} lost), void put(1: i64 id, 2: S2_${i} value) }\n`;
  return `namespace ts tree.m${i % 50}\n${include}enum E${i} { A, B, C }\nexception X${i} { 1: string message }\n${structs.join("")}${service}`;
}

test(`a tree of ${files} files takes less than ${maxSeconds} s and ${maxMebibytes} MiB`, {
  timeout: 120_000,
}, async () => {
  const tree = Array.from({ length: files }, (_, i) => [`idl/f${i}.thrift`, treeFile(i)]);
  using project = scratchProject(Object.fromEntries(tree));
  // The process tells of itself. Its CPU time is about its time on an idle machine, and other tests do not change it.
  project.write(
    "report.mjs",
    `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(JSON.stringify({ mebibytes: maxRSS / 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 }));
});`,
  );
  const report = join(project.folder, "report.mjs");
  const args = [sourceCondition, "--import", report, cliPath, "gen", `idl/f${files - 1}.thrift`];
  const { code, out, err } = await runProcess(args, project.folder);

  expect({ code, err }).toEqual({ code: 0, err: `${files * 5} files written, 0 unchanged\n` });
  const { mebibytes, seconds } = JSON.parse(out);
  expect(seconds).toBeLessThan(maxSeconds);
  expect(mebibytes).toBeLessThan(maxMebibytes);
  expect(project.list("kitex-gen")).toHaveLength(files * 5);
});
