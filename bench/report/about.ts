import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, release, type as systemName, totalmem } from "node:os";

const libraries = ["thrift", "@grpc/grpc-js", "@connectrpc/connect-node", "protobufjs", "@bufbuild/protobuf"];

/** One line that says how results came about: when, which commit, by which command, on what, against which versions. */
export function aboutRun(args: readonly string[]): string {
  const quoted = args.map((arg) => (/\s/.test(arg) ? JSON.stringify(arg) : arg));
  const command = ["npm run bench", ...(args.length > 0 ? ["--"] : []), ...quoted].join(" ");
  const [cpu] = cpus();
  const machine = `${systemName()} ${release()}, ${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const versions = [
    `Node ${process.versions.node}`,
    `kitex ${versionIn(new URL("../../packages/core/package.json", import.meta.url))}`,
    ...libraries.map((name) => {
      const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
      return `${name} ${versionIn(manifest)}`;
    }),
    ...goVersions(),
  ];
  return [
    new Date().toISOString().slice(0, 16).replace("T", " "),
    commit(),
    `\`${command}\``,
    machine,
    versions.join(", "),
  ].join(" · ");
}

function versionIn(manifest: URL): string {
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : "not installed";
}

function goVersions(): readonly string[] {
  const go = output("go", ["env", "GOVERSION"]);
  if (go === undefined) return [];
  const modules = readFileSync(new URL("../go/go.mod", import.meta.url), "utf8");
  const kitex = /cloudwego\/kitex (v[\d.]+)/.exec(modules)?.[1] ?? "";
  const grpc = /google\.golang\.org\/grpc (v[\d.]+)/.exec(modules)?.[1] ?? "";
  return [`Go ${go.replace(/^go/, "")}`, `Kitex for Go ${kitex}`, `grpc-go ${grpc}`];
}

function commit(): string {
  const hash = output("git", ["rev-parse", "--short=10", "HEAD"]);
  if (hash === undefined) return "no commit";
  const changed = output("git", ["status", "--porcelain", "--", "packages", "bench", ":!bench/results"]);
  return `commit ${hash}${changed === "" ? "" : " with changes"}`;
}

function output(program: string, args: readonly string[]): string | undefined {
  try {
    const cwd = new URL("../../", import.meta.url);
    return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
