// `npm run interop`: runs the matrices one behind the other and prints one table of them all. Words after it choose the
// cases whose names have them all; without any, the suites of tests/apache run too, and docs/compatibility.md gets what
// came of it all.

import { findPeer } from "../../scripts/peers/find.mjs";
import { grpcGoVersion, kitexGoVersion } from "../../scripts/peers/kitex-go.mjs";
import { table } from "../../scripts/testing/table.mjs";
import type { CaseMatrix, MatrixCase } from "./case-matrix.ts";
import { readKnownGaps } from "./known-gaps.ts";
import { runApacheSuites } from "./ledger/apache-table.ts";
import { writeLedger } from "./ledger/write.ts";
import { grpcMatrix, protobufMatrix, thriftMatrix } from "./matrices.ts";

/** A case, and how it is run. */
interface RunnableCase extends MatrixCase {
  run(): Promise<void>;
}

await using runners = new AsyncDisposableStack();
const programs = {
  "kitex-go": peer("kitex-go", kitexGoVersion()),
  "grpc-go": peer("grpc-go", grpcGoVersion()),
};
const all = [...casesOf(thriftMatrix), ...casesOf(protobufMatrix), ...casesOf(grpcMatrix)];

const words = process.argv.slice(2);
const chosen = words.length === 0 ? all : all.filter(({ id }) => words.every((word) => id.includes(word)));
const gaps = readKnownGaps();
const wrong: string[] = [];
const held = new Set<string>();
const counts = new Map<string, { held: number; known: number; failed: number; ms: number }>();

for (const [index, one] of chosen.entries()) {
  showProgress(index, one);
  const started = performance.now();
  const failure = await failureOf(one);
  const count = counts.get(one.group) ?? { held: 0, known: 0, failed: 0, ms: 0 };
  counts.set(one.group, count);
  count.ms += performance.now() - started;
  const listed = gaps.has(one.id);
  if (failure === undefined) held.add(one.id);
  if (failure === undefined && !listed) count.held += 1;
  else if (failure !== undefined && listed) count.known += 1;
  else {
    count.failed += 1;
    wrong.push(
      failure === undefined ? `${one.id}\n  holds, and is listed in known-gaps.txt` : `${one.id}\n  ${failure}`,
    );
  }
}
showProgress(chosen.length, undefined);

const rows = Array.from(counts, ([group, { held, known, failed, ms }]) => [
  group,
  `${held}`,
  `${known}`,
  `${failed}`,
  `${Math.round(ms)}`,
]);
console.log(table(["of", "holds", "known gaps", "fails", "ms"], rows));
for (const text of wrong) console.log(`\n${text}`);
console.log(`\n${chosen.length - wrong.length} of ${chosen.length} cases are as expected`);
process.exitCode = wrong.length === 0 && chosen.length > 0 ? 0 : 1;
if (chosen === all) writePage();

function casesOf<Case extends MatrixCase>(matrix: CaseMatrix<Case>): readonly RunnableCase[] {
  const runner = runners.use(matrix.open(programs[matrix.peer]));
  return matrix.cases.map((one) => ({ id: one.id, group: one.group, run: () => runner.run(one) }));
}

function peer(name: string, version: string): string {
  const program = findPeer(name, process.env, version);
  if (program !== undefined) return program;
  console.error(`${name} is not on this machine; \`npm run setup:peers\` gets it`);
  process.exit(1);
}

function writePage(): void {
  try {
    writeLedger(({ id }) => held.has(id), runApacheSuites());
    console.log("docs/compatibility.md is written");
  } catch (error) {
    console.error(`docs/compatibility.md stays as it was: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

async function failureOf(one: RunnableCase): Promise<string | undefined> {
  try {
    await one.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** On a terminal a line that is written over, elsewhere a line for each way. */
function showProgress(done: number, next: RunnableCase | undefined): void {
  if (!process.stderr.isTTY) {
    if (next !== undefined && next.group !== chosen[done - 1]?.group) {
      process.stderr.write(`${done}/${chosen.length} ${next.group}\n`);
    }
    return;
  }
  const text = `${done}/${chosen.length} ${next?.id ?? ""}`.slice(0, process.stderr.columns - 1);
  process.stderr.write(`\r\u001b[K${next === undefined ? "" : text}`);
}
