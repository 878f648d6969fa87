import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { checkLayers } from "../../scripts/check-layers.mjs";
import { type ScratchFolder, scratchFolder } from "../support/scratch.ts";

/** The doors of the workspace in small: by package and subpath, the source behind each. */
const doors: Record<string, Record<string, string>> = {
  netpoll: { ".": "index", "./buffer": "buffer/index" },
  "netpoll-http2": { ".": "index" },
  core: { ".": "index", "./extension": "extension", "./codegen": "codegen", "./grpc": "grpc" },
  idl: { ".": "index", "./proto": "proto" },
  "codec-thrift": { ".": "index", "./codegen": "codegen" },
  "codec-protobuf": { ".": "index", "./health": "health" },
  tool: { ".": "index" },
  "registry-x": { ".": "index" },
};

/** A workspace laid out as this one, with an empty module behind every door. */
function smallWorkspace(): ScratchFolder {
  const folder = scratchFolder();
  mkdirSync(join(folder.path, "node_modules/@kitex-ts"), { recursive: true });
  for (const [name, subpaths] of Object.entries(doors)) {
    const exports = Object.entries(subpaths).map(([subpath, file]) => [
      subpath,
      { "@kitex-ts/source": `./src/${file}.ts`, default: `./dist/${file}.js` },
    ]);
    folder.write({
      [`packages/${name}/package.json`]: JSON.stringify({
        name: `@kitex-ts/${name}`,
        exports: Object.fromEntries(exports),
      }),
    });
    for (const file of Object.values(subpaths)) {
      folder.write({ [`packages/${name}/src/${file}.ts`]: "export type Empty = undefined;\n" });
    }
    symlinkSync(join(folder.path, "packages", name), join(folder.path, "node_modules/@kitex-ts", name));
  }
  folder.write({
    "node_modules/left-pad/package.json": '{ "name": "left-pad" }',
    "node_modules/left-pad/index.js": "",
  });
  return folder;
}

/** By file, the names of the rules that its imports break once `files` are in the small workspace. */
function brokenRules(files: Readonly<Record<string, string>>): Record<string, string[]> {
  using folder = smallWorkspace();
  folder.write(files);
  const broken: Record<string, string[]> = {};
  for (const violation of checkLayers(folder.path).violations) {
    const [rule, file] = violation.split(/: | → /);
    if (rule === undefined || file === undefined) throw new Error(`not a violation: ${violation}`);
    broken[file] = [...new Set([...(broken[file] ?? []), rule])].sort();
  }
  return broken;
}

const imports = (specifier: string) => `import { x } from "${specifier}";\nexport const y: unknown = x;\n`;
const importsType = (specifier: string) => `import type { X } from "${specifier}";\nexport type Y = X;\n`;
const empty = "export type Empty = undefined;\n";

/** What the arrow is, the file that draws it, what the file imports, and the rules that it breaks. */
type Case = readonly [arrow: string, file: string, specifier: string, rules: readonly string[]];

const packageArrows: readonly Case[] = [
  ["netpoll → core", "packages/netpoll/src/a.ts", "@kitex-ts/core", ["arrows-of-netpoll"]],
  ["netpoll → HTTP/2", "packages/netpoll/src/http2.ts", "@kitex-ts/netpoll-http2", ["arrows-of-netpoll"]],
  ["HTTP/2 → core", "packages/netpoll-http2/src/a.ts", "@kitex-ts/core", ["arrows-of-netpoll-http2"]],
  ["core but gRPC → HTTP/2", "packages/core/src/remote/d.ts", "@kitex-ts/netpoll-http2", ["http2-behind-its-door"]],
  ["core's assembly → gRPC", "packages/core/src/client/b.ts", "../remote/trans/grpc/a.ts", ["http2-behind-its-door"]],
  ["core → codec", "packages/core/src/remote/a.ts", "@kitex-ts/codec-thrift", ["arrows-of-core"]],
  ["core → tool", "packages/core/src/client/a.ts", "@kitex-ts/tool", ["arrows-of-core"]],
  ["idl → tool", "packages/idl/src/a.ts", "@kitex-ts/tool", ["arrows-of-idl"]],
  ["tool → core", "packages/tool/src/a.ts", "@kitex-ts/core", ["arrows-of-tool"]],
  ["codec → tool", "packages/codec-thrift/src/a.ts", "@kitex-ts/tool", ["arrows-of-codec-thrift", "codec-doors"]],
  ["a test of netpoll → core", "packages/netpoll/src/a.test.ts", "@kitex-ts/core", ["arrows-of-netpoll"]],
  ["a package without a row → core", "packages/registry-x/src/a.ts", "@kitex-ts/core", ["known-package"]],
  ["codec → the root of core", "packages/codec-thrift/src/b.ts", "@kitex-ts/core", ["codec-doors"]],
  ["codec → gRPC", "packages/codec-thrift/src/e.ts", "@kitex-ts/core/grpc", ["codec-doors"]],
  [
    "a codec's own service → the root of core",
    "packages/codec-protobuf/src/health/a.ts",
    "@kitex-ts/core",
    ["codec-service-doors"],
  ],
  ["codec → the root of netpoll", "packages/codec-thrift/src/c.ts", "@kitex-ts/netpoll", ["codec-doors"]],
  ["generated code → the root of core", "examples/x/kitex-gen/a.ts", "@kitex-ts/core", ["generated-doors"]],
  ["by name past the exports", "examples/x/a.ts", "@kitex-ts/core/src/extension.ts", ["resolvable"]],
  ["by path from an example", "examples/x/b.ts", "../../packages/core/src/index.ts", ["through-a-door"]],
  ["by path from a package", "packages/tool/src/b.ts", "../../idl/src/index.ts", ["through-a-door"]],
  ["core's context → netpoll", "packages/core/src/context/a.ts", "@kitex-ts/netpoll", ["core-uses-netpoll"]],
  ["core's options → netpoll", "packages/core/src/client/options.ts", "@kitex-ts/netpoll", ["core-uses-netpoll"]],
  ["payload/ → netpoll's values", "packages/core/src/payload/a.ts", "@kitex-ts/netpoll", ["core-names-netpoll-types"]],
  ["a package → npm", "packages/core/src/remote/b.ts", "left-pad", ["no-dependencies"]],
  ["an extension → the root of core", "packages/registry-etcd/src/a.ts", "@kitex-ts/core", ["extension-door"]],
  ["an extension → a codec", "packages/tracing-otel/src/a.ts", "@kitex-ts/codec-thrift", ["arrows-of-tracing-otel"]],
  ["what reads .proto files → npm", "packages/idl/src/proto/a.ts", "left-pad", ["library-of-idl-src-proto"]],
  [
    "what reads Thrift files → what reads .proto files",
    "packages/idl/src/load.ts",
    "./proto/b.ts",
    ["proto-behind-its-door"],
  ],
  ["a codec → what reads .proto files", "packages/codec-thrift/src/f.ts", "@kitex-ts/idl/proto", ["codec-doors"]],
  ["an extension → npm", "packages/registry-consul/src/a.ts", "left-pad", ["library-of-registry-consul"]],
  ["a script → npm", "scripts/a.mjs", "left-pad", ["plain-scripts"]],
  ["nowhere", "packages/core/src/remote/c.ts", "./missing.ts", ["resolvable"]],
];

const layerArrows: readonly Case[] = [
  ["util", "errors"],
  ["errors", "context"],
  ["errors", "logging"],
  ["logging", "client"],
  ["events", "context"],
  ["payload", "context"],
  ["context", "service"],
  ["stream", "endpoint"],
  ["endpoint", "remote"],
  ["remote", "service"],
  ["service", "client"],
  ["registry", "discovery"],
  ["load-balance", "discovery"],
  ["load-balance", "remote"],
  ["discovery", "governance"],
  ["discovery", "remote"],
  ["governance", "tracing"],
  ["governance", "remote"],
  ["tracing", "client"],
  ["remote", "governance"],
  ["remote", "discovery"],
  ["remote", "tracing"],
  ["remote", "server"],
  ["client", "server"],
  ["server", "client"],
  ["client", "testing"],
  ["plugins", "util"],
].map(([from = "", to = ""]) => [
  `${from} → ${to}`,
  `packages/core/src/${from}/${to}.ts`,
  `../${to}/leaf.ts`,
  [from === "plugins" ? "known-layer" : `layer-of-${from}`],
]);

const doorArrows: readonly Case[] = [
  ...["util", "service", "remote", "server", "testing"].map(
    (from): Case => [`${from} → a door`, `packages/core/src/${from}/door.ts`, "../extension.ts", [`layer-of-${from}`]],
  ),
  ["a door → another door", "packages/core/src/generic.ts", "./extension.ts", ["doors-open-outward"]],
];

describe("an arrow that is forbidden is reported", () => {
  const cases = [...packageArrows, ...layerArrows, ...doorArrows];
  const files = cases.map(([, file, specifier]) => [file, imports(specifier)]);
  const leaves = [...layerArrows.map(([, , specifier]) => specifier), "../remote/trans/grpc/a.ts"].map((specifier) => [
    specifier.replace("..", "packages/core/src"),
    empty,
  ]);
  leaves.push(["packages/idl/src/proto/b.ts", empty]);
  let broken: Record<string, string[]>;

  beforeAll(() => {
    broken = brokenRules({
      ...Object.fromEntries([...leaves, ...files]),
      "packages/netpoll/src/type.ts": importsType("@kitex-ts/core"),
      "packages/idl/src/here.ts": imports("./there.ts"),
      "packages/idl/src/there.ts": imports("./here.ts"),
    });
  });

  test.each(cases)("%s", (_arrow, file, _specifier, rules) => {
    expect(broken[file]).toEqual(rules);
  });

  test("also when only a type is named", () => {
    expect(broken["packages/netpoll/src/type.ts"]).toEqual(["arrows-of-netpoll"]);
  });

  test("two modules that import one another", () => {
    const either = broken["packages/idl/src/here.ts"] ?? broken["packages/idl/src/there.ts"];
    expect(either).toEqual(["no-cycle"]);
  });
});

test("the arrows that the house draws are allowed", () => {
  const files = {
    "packages/core/src/client/defaults.ts": imports("@kitex-ts/netpoll"),
    "packages/core/src/server/defaults.ts": imports("@kitex-ts/netpoll"),
    "packages/core/src/remote/codec/a.ts": imports("@kitex-ts/netpoll/buffer") + imports("../../context/b.ts"),
    "packages/core/src/context/b.ts": importsType("../errors/c.ts"),
    "packages/core/src/errors/c.ts": importsType("../util/d.ts"),
    "packages/core/src/util/d.ts": empty,
    "packages/core/src/payload/payload-codec.ts": importsType("@kitex-ts/netpoll"),
    "packages/core/src/testing/index.ts":
      importsType("../client/defaults.ts") + importsType("@kitex-ts/netpoll/buffer"),
    "packages/core/src/version.ts": empty,
    "packages/core/src/errors/d.ts": importsType("../version.ts"),
    "packages/core/src/codegen.ts": importsType("./version.ts"),
    "packages/core/src/util/d.test.ts": importsType("../testing/index.ts"),
    "packages/core/src/index.ts": importsType("./client/defaults.ts"),
    "packages/codec-thrift/src/a.ts": imports("@kitex-ts/core/extension") + imports("@kitex-ts/netpoll/buffer"),
    "packages/core/src/remote/trans/grpc/a.ts": imports("@kitex-ts/netpoll-http2"),
    "packages/core/src/grpc.ts": imports("./remote/trans/grpc/a.ts"),
    "packages/netpoll-http2/src/a.ts": imports("@kitex-ts/netpoll"),
    "packages/codec-thrift/src/a.test.ts": imports("@kitex-ts/core"),
    "packages/codec-protobuf/src/health/a.ts": imports("@kitex-ts/core/grpc") + imports("@kitex-ts/core/extension"),
    "packages/tool/src/a.ts": imports("@kitex-ts/idl") + imports("@kitex-ts/idl/proto"),
    "packages/idl/src/proto.ts": imports("./load-proto.ts"),
    "packages/idl/src/load-proto.ts": imports("./proto/a.ts"),
    "packages/idl/src/proto/a.ts": empty,
    "examples/x/main.ts": imports("@kitex-ts/core") + imports("./kitex-gen/a.ts"),
    "examples/x/kitex-gen/a.ts":
      imports("@kitex-ts/core/codegen") + imports("@kitex-ts/core/grpc") + imports("@kitex-ts/codec-thrift/codegen"),
    "scripts/a.mjs": 'import { join } from "node:path";\nimport "./b.mjs";\nexport const y = join;\n',
    "scripts/b.mjs": "",
  };
  expect(brokenRules(files)).toEqual({});
});

test("a check that looked at nothing fails", () => {
  using folder = scratchFolder();
  folder.write({ "packages/core/package.json": "{}" });
  expect(() => checkLayers(folder.path)).toThrow("looked at 0 modules");
});
