import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";

const folder = join(import.meta.dirname, "../../examples/discovery");

/** Runs the example on a machine on which no registry runs. */
function run(...args: readonly string[]): { readonly status: number | null; stdout: string; stderr: string } {
  const { ETCD_ENDPOINTS: _etcd, CONSUL_HTTP_ADDR: _consul, ...env } = process.env;
  return spawnSync(process.execPath, ["--conditions=@kitex-ts/source", "discovery.ts", ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
    timeout: 60_000,
  });
}

/** What every run shows, whatever the registry. */
function expectStory(registry: "etcd" | "consul" | "memory"): void {
  const { status, stdout, stderr } = run("--registry", registry);
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  const calls = lines.filter((line) => line.startsWith("9 calls"));
  expect(stdout).toMatch(new RegExp(`^registry +${registry}\\b`, "m"));
  expect(stdout).toMatch(/^found +127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+$/m);
  expect(calls.map((line) => line.replace(/\d+/g, "N"))).toEqual([
    "N calls      a N, b N, c N",
    "N calls      b N, c N",
    "N calls      c N",
  ]);
  expect(stdout).toMatch(/^stopping a .*, while it took its announcement back and ended$/m);
  expect(lines.at(-1)).toMatch(/^done +\d+ calls, none failed$/);
  expect(stdout).not.toContain("\u001b"); // no colours into a pipe
}

describe("examples/discovery", () => {
  test("in memory: a server that stops and one that is killed are not noticed", () => {
    expectStory("memory");
  });

  test("without a word about the registry it takes what is there", () => {
    const { status, stdout } = run();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^registry +(etcd|consul|memory)\b/m);
    expect(stdout).toMatch(/^done .* none failed$/m);
  });

  test("refuses a registry that it does not know", () => {
    const { status, stderr } = run("--registry", "zookeeper");
    expect(status).toBe(1);
    expect(stderr).toContain('--registry must be etcd, consul or memory, got "zookeeper"');
  });
});

for (const registry of ["etcd", "consul"] as const) {
  describePeer(registry, `examples/discovery with ${registry}`, () => {
    test("a server that stops and one that is killed are not noticed", () => {
      expectStory(registry);
    });
  });
}
