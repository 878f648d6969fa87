import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceBetween } from "../../support/replace-between.ts";
import { root } from "../../support/workspace.ts";
import { type ApacheTest, apacheTable } from "./apache-table.ts";
import type { Holds } from "./case-table.ts";
import { grpcTable } from "./grpc-table.ts";
import { overviewTable } from "./overview-table.ts";
import { protobufTable } from "./protobuf-table.ts";
import { thriftTable } from "./thrift-table.ts";

/** The page that the whole run writes its tables into. */
export const ledgerPage: string = join(root, "docs/compatibility.md");

/** The tables of the matrices' cases, by their places on the page. */
export const caseTables: Readonly<Record<string, (holds: Holds) => string>> = {
  overview: overviewTable,
  thrift: thriftTable,
  protobuf: protobufTable,
  grpc: grpcTable,
};

/** Writes what came of a whole run: of each case of the matrices, and of the tests of tests/apache. */
export function writeLedger(holds: Holds, apacheTests: readonly ApacheTest[]): void {
  const tables = {
    origin: originOfRun(),
    ...Object.fromEntries(Object.entries(caseTables).map(([name, tableOf]) => [name, tableOf(holds)])),
    apache: apacheTable(apacheTests),
  };
  let page = readFileSync(ledgerPage, "utf8");
  for (const [name, text] of Object.entries(tables)) page = replaceBetween(page, name, text);
  writeFileSync(ledgerPage, page);
}

/** The peers and their versions, as the sources state them. */
export function peerVersions(): string {
  const kitex = versionIn("tests/interop/go/go.mod", "github.com/cloudwego/kitex");
  const apache = versionIn("tests/apache/go/go.mod", "github.com/apache/thrift");
  const grpcGo = versionIn("tests/grpc/peers/go/go.mod", "google.golang.org/grpc");
  const grpcJs = npmVersion("@grpc/grpc-js");
  const thrift = npmVersion("thrift");
  return `Kitex for Go ${kitex}, grpc-go ${grpcGo}, \`@grpc/grpc-js\` v${grpcJs}, npm \`thrift\` v${thrift}, Apache's Go library ${apache}`;
}

function npmVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "tests/node_modules", name, "package.json"), "utf8"));
  return version;
}

function originOfRun(): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  return `Written by \`npm run interop\` at ${commit}, Node ${process.version}: ${peerVersions()}.`;
}

function versionIn(goMod: string, module: string): string {
  const line = readFileSync(join(root, goMod), "utf8")
    .split("\n")
    .find((candidate) => candidate.includes(`${module} `));
  const version = line?.trim().split(" ").at(-1);
  if (version === undefined) throw new Error(`${goMod} does not name ${module}`);
  return version;
}
