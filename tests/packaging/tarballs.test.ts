import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";
import { publicPackages, readManifest, root, run, runAsync } from "../support/workspace.ts";

const tarballs = inject("tarballs");

test("every public package is packed", () => {
  expect(tarballs.map(({ name }) => name).sort()).toEqual(publicPackages().map(({ manifest }) => manifest.name));
});

/** What some packages bring beside code. */
const extras: Readonly<Record<string, readonly string[]>> = {
  "@kitex-ts/monitor-prometheus": ["grafana/kitex.json"],
};

describe.each(tarballs)("the tarball of $name", ({ name, path, files }) => {
  test("holds the build, the sources it came from, and what npm always packs", () => {
    expect(files.filter((file) => /\.test\.ts$|\/testdata\//.test(file))).toEqual([]);
    const modules = files.flatMap((file) => file.match(/^src\/(.+)\.ts$/)?.[1] ?? []);
    const built = modules.flatMap((module) =>
      ["js", "js.map", "d.ts", "d.ts.map"].map((ending) => `dist/${module}.${ending}`),
    );
    const sources = modules.map((module) => `src/${module}.ts`);
    const others = ["LICENSE", "README.md", "package.json", ...(extras[name] ?? [])];
    expect([...files].filter((file) => file !== "CHANGELOG.md").sort()).toEqual(
      [...built, ...sources, ...others].sort(),
    );
  });

  test("asks for versions and not for a workspace", () => {
    using folder = scratchFolder();
    run("tar", ["-xzf", path, "-C", folder.path], root);
    const { dependencies, peerDependencies } = readManifest(join(folder.path, "package"));
    const ranges = Object.entries({ ...dependencies, ...peerDependencies }).filter(([of]) =>
      of.startsWith("@kitex-ts/"),
    );
    const current = new Map(tarballs.map((tarball) => [tarball.name, `^${tarball.version}`]));
    for (const [of, range] of ranges) expect(range, of).toBe(current.get(of));
  });

  test("is without fault to publint", () => {
    expect(run("publint", ["run", path, "--strict"], root)).toContain("All good!");
  });

  test("has types that resolve wherever ESM does, to attw", () => {
    const output = run("attw", [path, "--profile", "esm-only", "--format", "ascii", "--no-color"], root);
    expect(output).toContain(name);
  });
});

test("publishing, tried dry, would publish exactly these packages and uploads nothing", async () => {
  const requests: string[] = [];
  const registry = createServer((request, response) => {
    requests.push(request.method ?? "");
    response.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = registry.address() as AddressInfo;
    const args = ["--recursive", "publish", "--dry-run", "--no-git-checks", `--registry=http://127.0.0.1:${port}/`];
    // What is published is told at this level, and an `npm test --silent` around this run would pass its own level on.
    const output = await runAsync("pnpm", args, root, { npm_config_loglevel: "notice" });
    const published = [...output.matchAll(/^\+ (\S+)$/gm)].map(([, what]) => what);
    expect(published.sort()).toEqual(tarballs.map(({ name, version }) => `${name}@${version}`).sort());
    expect(new Set(requests)).toEqual(new Set(["GET"]));
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
});
