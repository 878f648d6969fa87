import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generators } from "../../apache/compile.ts";
import { titleOf, ways } from "../../apache/peer.ts";
import { scratchFolder } from "../../support/scratch.ts";
import { root } from "../../support/workspace.ts";
import { cellOf } from "./case-table.ts";
import { markdownTable } from "./markdown-table.ts";

/** One test of tests/apache, as vitest reports it. */
export interface ApacheTest {
  /** Relative to tests/apache. */
  readonly file: string;
  /** The suite's title, and the test's. */
  readonly suite: string;
  readonly title: string;
  readonly passed: boolean;
}

/** A column: the suites of a file whose titles say who calls whom. */
interface Column {
  readonly title: string;
  readonly file: string;
  readonly suites: readonly string[];
  /** How often the file runs each suite. */
  readonly times: number;
}

/** The compiler's code for Node is old or new in style; our side runs code of our tool, or the compiler's. */
const columns: readonly Column[] = [
  {
    title: "our client, npm thrift's server",
    file: "npm.test.ts",
    suites: ["our client calls npm thrift's server", "the compiler's code on our client calls npm thrift's server"],
    times: generators.length,
  },
  {
    title: "npm thrift's client, our server",
    file: "npm.test.ts",
    suites: ["npm thrift's client calls our server", "npm thrift's client calls the compiler's code on our server"],
    times: generators.length,
  },
  {
    title: "our client, Apache's Go server",
    file: "go.test.ts",
    suites: ["our client calls its server"],
    times: 2,
  },
  {
    title: "Apache's Go client, our server",
    file: "go.test.ts",
    suites: ["its client calls our server"],
    times: 2,
  },
];

const lines: readonly (readonly [name: string, title: string])[] = [
  ...ways.map((way) => [`every method and type of Apache's cross test, ${titleOf(way)}`, titleOf(way)] as const),
  ...ways
    .filter(({ multiplexed }) => !multiplexed)
    .map((way) => {
      const title = `a method that the server lacks: ${titleOf(way)}`;
      return [title.replace(": ", ", "), title] as const;
    }),
];

/** The table of Apache Thrift's peers. Throws when a test that it counts is not among `tests`, as without a peer. */
export function apacheTable(tests: readonly ApacheTest[]): string {
  return drawn(({ file, suites, times }, title) => {
    const found = tests.filter((test) => test.file === file && test.title === title && suites.includes(test.suite));
    const all = suites.length * times;
    if (found.length !== all) throw new Error(`${found.length} of ${all} tests ran of ${file}: ${title}`);
    return found.filter(({ passed }) => passed).length;
  });
}

/** The same table, as it is when all holds. */
export function perfectApacheTable(): string {
  return drawn(({ suites, times }) => suites.length * times);
}

function drawn(heldOf: (column: Column, title: string) => number): string {
  return markdownTable(
    ["", ...columns.map(({ title }) => title)],
    lines.map(([name, title]) => [
      name,
      ...columns.map((column) => {
        const file = `../tests/apache/${column.file}`;
        return cellOf(heldOf(column, title), column.suites.length * column.times, file);
      }),
    ]),
  );
}

/** Runs the suites against Apache's peers and tells what came of their tests. */
export function runApacheSuites(): readonly ApacheTest[] {
  using folder = scratchFolder();
  const report = join(folder.path, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const files = [...new Set(columns.map(({ file }) => `apache/${file}`))];
  const args = [vitest, "run", "--project", "tests", ...files, "--reporter=json", `--outputFile=${report}`];
  spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"));
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "passed" || status === "failed")
      .map(({ ancestorTitles, title, status }) => ({
        file: name.slice(name.lastIndexOf("/") + 1),
        suite: ancestorTitles.at(-1) ?? "",
        title,
        passed: status === "passed",
      })),
  );
}

/** The part of vitest's report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}
