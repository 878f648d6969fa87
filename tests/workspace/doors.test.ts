import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { publicPackages, root } from "../support/workspace.ts";

/** What the packages need at run time; a package without a row needs nothing. */
const allowedDependencies: Readonly<Record<string, readonly string[]>> = {
  core: ["@kitex-ts/netpoll", "@kitex-ts/netpoll-http2"],
  idl: ["protobufjs"],
  "monitor-prometheus": ["prom-client"],
  "registry-consul": ["consul"],
  "netpoll-http2": ["@kitex-ts/netpoll"],
  "registry-etcd": ["etcd3"],
  tool: ["@kitex-ts/idl"],
};

/** What the packages share one copy of with the application. */
const allowedPeers: Readonly<Record<string, readonly string[]>> = {
  "codec-protobuf": ["@bufbuild/protobuf", "@kitex-ts/core", "@kitex-ts/netpoll", "protobufjs"],
  "codec-thrift": ["@kitex-ts/core", "@kitex-ts/netpoll", "thrift"],
  "monitor-prometheus": ["@kitex-ts/core"],
  "registry-consul": ["@kitex-ts/core"],
  "registry-etcd": ["@kitex-ts/core"],
  "tracing-otel": ["@kitex-ts/core", "@opentelemetry/api"],
};

/** What packages bring beside code. */
const extras: Readonly<Record<string, readonly string[]>> = { "monitor-prometheus": ["grafana"] };

/** Scripts that npm runs on the user's machine. */
const installScripts = ["preinstall", "install", "postinstall", "prepare"];

const repository = "git+https://github.com/kitex-ts/kitex-ts.git";

describe.each(publicPackages())("$manifest.name", ({ folder, path, manifest }) => {
  const subpaths = Object.entries(manifest.exports ?? {}).filter(([subpath]) => subpath !== "./package.json");

  test("says what it is, where it comes from and what it runs on", () => {
    expect(manifest).toMatchObject({
      license: "Apache-2.0",
      type: "module",
      repository: { url: repository, directory: `packages/${folder}` },
      sideEffects: false,
      engines: { node: ">=22.12" },
      publishConfig: { access: "public" },
    });
    expect(manifest).toHaveProperty("description", expect.stringMatching(/^.{10,120}\.$/));
    expect(existsSync(join(path, "README.md")), "README.md").toBe(true);
  });

  test("packs its build and its sources without their tests", () => {
    const [dist, src, ...left] = (manifest.files ?? []).filter((file) => !extras[folder]?.includes(file));
    expect([dist, src]).toEqual(["dist", "src"]);
    expect(left).toEqual(expect.arrayContaining(["!src/**/*.test.ts", "!src/**/testdata"]));
    for (const pattern of left) expect(pattern).toMatch(/^!src\//);
  });

  test("needs nothing at run time but what is allowed, and runs nothing when installed", () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(allowedDependencies[folder] ?? []);
    expect(manifest.optionalDependencies).toBeUndefined();
    for (const peer of Object.keys(manifest.peerDependencies ?? {})) expect(allowedPeers[folder] ?? []).toContain(peer);
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => installScripts.includes(name))).toEqual([]);
  });

  test("refers to the other packages of the workspace by the range of their versions", () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
    for (const [name, range] of ranges) {
      if (name.startsWith("@kitex-ts/")) expect(range, name).toBe("workspace:^");
    }
  });

  test("exports its package.json and has a main door", () => {
    expect(manifest.exports).toHaveProperty(["./package.json"], "./package.json");
    expect(subpaths.map(([subpath]) => subpath)).toContain(".");
  });

  test.each(subpaths)("%s leads to a source, and to its build under the same name", (_subpath, target) => {
    if (typeof target === "string") throw new Error("a door needs the conditions source, types and default");
    const { "@kitex-ts/source": source = "", types, default: built } = target;
    expect(Object.keys(target)).toEqual(["@kitex-ts/source", "types", "default"]);
    expect(existsSync(join(path, source)), source).toBe(true);
    const bare = source.replace(/^\.\/src\/(.*)\.ts$/, "$1");
    expect({ types, built }).toEqual({ types: `./dist/${bare}.d.ts`, built: `./dist/${bare}.js` });
  });

  test("has every exported name pinned by a snapshot beside the doors", () => {
    const pins = readFileSync(join(path, "src/exports.test.ts"), "utf8");
    const imported = [...pins.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, specifier]) => specifier);
    for (const [subpath, target] of subpaths) {
      if (typeof target === "string") continue;
      const door = target["@kitex-ts/source"]?.replace("./src/", "./");
      expect(imported, `exports.test.ts looks at the door ${subpath}`).toContain(door);
    }
    const snapshots = pins.match(/toMatchInlineSnapshot\(\s*[`"]/g) ?? [];
    expect(snapshots.length).toBeGreaterThanOrEqual(subpaths.length);
  });

  test("exports names one by one and has no barrel but its doors", () => {
    const doors = subpaths.map(([, target]) => (typeof target === "string" ? target : target["@kitex-ts/source"]));
    for (const file of readdirSync(join(path, "src"), { recursive: true, encoding: "utf8" })) {
      const source = `./src/${file.split(sep).join("/")}`;
      if (!source.endsWith(".ts") || source.includes("/testdata/")) continue;
      const text = readFileSync(join(path, source), "utf8");
      expect(text, source).not.toMatch(/^export \*/m);
      if (source.endsWith("/index.ts")) expect(doors, relative(root, join(path, source))).toContain(source);
    }
  });
});

test("the version of pnpm is stated twice and is the same", () => {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const workspace = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  expect(packageManager).toBe(`pnpm@${workspace.match(/^ {2}pnpm: (.+)$/m)?.[1]}`);
});
