// `npm run interop`: runs the matrix and prints it. Words after it choose the cases whose names have them all; without
// any, the suites of tests/apache run too, and docs/compatibility.md gets what came of it all.

import { findPeer } from "../../scripts/peers/find.mjs";
import { kitexGoVersion } from "../../scripts/peers/kitex-go.mjs";
import { table } from "../../scripts/testing/table.mjs";
import { readKnownGaps } from "./known-gaps.ts";
import { runApacheSuites } from "./ledger/apache-table.ts";
import { writeLedger } from "./ledger/write.ts";
import { type Case, cases, Matrix } from "./matrix.ts";

const program = findPeer("kitex-go", process.env, kitexGoVersion());
if (program === undefined) {
  console.error("kitex-go is not on this machine; `npm run setup:peers` gets it");
  process.exit(1);
}

const words = process.argv.slice(2);
const chosen = words.length === 0 ? cases : cases.filter(({ id }) => words.every((word) => id.includes(word)));
const gaps = readKnownGaps();
const wrong: string[] = [];
const held = new Set<Case>();
const counts = new Map<string, { held: number; known: number; failed: number; ms: number }>();

await using matrix = new Matrix(program);
for (const [index, one] of chosen.entries()) {
  showProgress(index, one);
  const started = performance.now();
  const failure = await failureOf(one);
  const count = counts.get(one.group) ?? { held: 0, known: 0, failed: 0, ms: 0 };
  counts.set(one.group, count);
  count.ms += performance.now() - started;
  const listed = gaps.has(one.id);
  if (failure === undefined) held.add(one);
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
if (chosen === cases) writePage();

function writePage(): void {
  try {
    writeLedger((one) => held.has(one), runApacheSuites());
    console.log("docs/compatibility.md is written");
  } catch (error) {
    console.error(`docs/compatibility.md stays as it was: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

async function failureOf(one: Case): Promise<string | undefined> {
  try {
    await matrix.run(one);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** On a terminal a line that is written over, elsewhere a line for each way. */
function showProgress(done: number, next: Case | undefined): void {
  if (!process.stderr.isTTY) {
    if (next !== undefined && next.group !== chosen[done - 1]?.group) {
      process.stderr.write(`${done}/${chosen.length} ${next.group}\n`);
    }
    return;
  }
  const text = `${done}/${chosen.length} ${next?.id ?? ""}`.slice(0, process.stderr.columns - 1);
  process.stderr.write(`\r\u001b[K${next === undefined ? "" : text}`);
}
