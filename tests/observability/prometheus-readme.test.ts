import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prometheus } from "@kitex-ts/monitor-prometheus";
import { expect, test } from "vitest";
import { blocksOf } from "../docs/markdown-blocks.ts";
import { parseMetrics, valuesOf } from "./prometheus-text.ts";

const readme = join(import.meta.dirname, "../../packages/monitor-prometheus/README.md");
const generated = "../../../examples/hello/kitex-gen/";

test("the README's example runs as it is printed, and its call is on the page", () => {
  const example = blocksOf(readme).find(({ file }) => file === "main.ts")?.text ?? "";
  // Beside the tests, so that the packages are found as from an application; any free ports stand for those printed.
  const folder = mkdtempSync(join(import.meta.dirname, "readme-"));
  const source = example.replace("./kitex-gen/", generated).replace(/port: (9464|8888)/g, "port: 0");
  const show =
    "const answer = await fetch(`http://127.0.0.1:$" +
    "{page.port}/metrics`);\nprocess.stdout.write(await answer.text(), () => process.exit(0));\n";
  try {
    writeFileSync(join(folder, "main.ts"), source + show);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@kitex-ts/source", "main.ts"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const call = { callee: "hello", method: "hello", status: "succeed" };
    expect(valuesOf(parseMetrics(stdout), "kitex_client_throughput", call)).toEqual([1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the README's table names every metric, and no other", () => {
  const [, section = ""] = readFileSync(readme, "utf8").split("## Metrics");
  const named = Array.from(section.matchAll(/`…(_\w+)`/g), ([, name]) => name);
  const exported = prometheus()
    .registry.getMetricsAsArray()
    .map(({ name }) => name.replace(/^kitex_(client|server)/, ""));
  expect(named.sort()).toEqual([...new Set(exported)].sort());
});
