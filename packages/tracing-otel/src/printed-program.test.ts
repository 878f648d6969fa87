import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startCollector } from "./testdata/collector.ts";

const root = join(import.meta.dirname, "..");

/** Stands for what the tool generates. */
const echoService = `import { echoService } from "@kitex-ts/core/testing";\nexport const Echo = echoService();\n`;

/** The README's files, each with its name in the comment on its first line. */
function files(): ReadonlyMap<string, string> {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = readme.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms);
  return new Map(Array.from(blocks, ([, file = "", text = ""]) => [file, text]));
}

test("the README's program runs as it is printed, and its spans and metrics arrive", async () => {
  await using collector = await startCollector();
  // Beside the sources, so that the packages are found as from an application.
  const folder = mkdtempSync(join(root, "readme-"));
  try {
    mkdirSync(join(folder, "kitex-gen/echo"), { recursive: true });
    writeFileSync(join(folder, "kitex-gen/echo/service.ts"), echoService);
    for (const [file, text] of files()) writeFileSync(join(folder, file), text.replace("port: 8888", "port: 0"));
    const program = spawn(process.execPath, ["--conditions=@kitex-ts/source", "main.ts"], {
      cwd: folder,
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      program.stdout.toArray().then(String),
      program.stderr.toArray().then(String),
      once(program, "close"),
    ]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "{ message: 'hi' }\n", stderr: "" });
    expect(collector.spans.map(({ name }) => name)).toEqual(["Echo/echo", "Echo/echo"]);
    expect(collector.metrics.map(({ name }) => name)).toContain("rpc.client.call.duration");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
