import { expect, inject, test } from "vitest";
import { installedTarballs, nodes } from "../support/installed-project.ts";
import { run } from "../support/workspace.ts";

/** What an empty project has in the end that asked for these packages of ours; npm's own registry gives the rest. */
function installed(names: readonly string[], alsoAsked: readonly string[] = []): readonly string[] {
  using project = installedTarballs(names, alsoAsked);
  for (const { program } of nodes) {
    const load = names.map((name) => `require(${JSON.stringify(name)});`).join("\n");
    project.write({ "load.cjs": load });
    expect(run(program, ["--no-warnings", "load.cjs"], project.path)).toBe("");
  }
  const paths = run("npm", ["ls", "--all", "--parseable"], project.path).trim().split("\n").slice(1);
  const prefix = "node_modules/";
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf(prefix) + prefix.length)))].sort();
}

const calls = ["@kitex-ts/core", "@kitex-ts/netpoll", "@kitex-ts/netpoll-http2"];

test.each(["@kitex-ts/codec-protobuf", "@kitex-ts/codec-thrift"])(
  "calls with %s need nothing from elsewhere",
  (codec) => {
    expect(installed([...calls, codec])).toEqual([codec, ...calls]);
  },
);

test("registry-consul brings npm consul and what that needs", () => {
  expect(installed([...calls, "@kitex-ts/registry-consul"])).toMatchInlineSnapshot(`
    [
      "@kitex-ts/core",
      "@kitex-ts/netpoll",
      "@kitex-ts/netpoll-http2",
      "@kitex-ts/registry-consul",
      "consul",
      "papi",
      "uuid",
    ]
  `);
});

test("registry-etcd brings npm etcd3 and what that needs", () => {
  expect(installed([...calls, "@kitex-ts/registry-etcd"])).toMatchInlineSnapshot(`
    [
      "@grpc/grpc-js",
      "@grpc/proto-loader",
      "@js-sdsl/ordered-map",
      "@kitex-ts/core",
      "@kitex-ts/netpoll",
      "@kitex-ts/netpoll-http2",
      "@kitex-ts/registry-etcd",
      "@protobufjs/aspromise",
      "@protobufjs/base64",
      "@protobufjs/codegen",
      "@protobufjs/eventemitter",
      "@protobufjs/fetch",
      "@protobufjs/float",
      "@protobufjs/path",
      "@protobufjs/pool",
      "@protobufjs/utf8",
      "@types/node",
      "ansi-regex",
      "ansi-styles",
      "bignumber.js",
      "cliui",
      "cockatiel",
      "color-convert",
      "color-name",
      "emoji-regex",
      "escalade",
      "etcd3",
      "get-caller-file",
      "is-fullwidth-code-point",
      "lodash.camelcase",
      "long",
      "protobufjs",
      "require-directory",
      "string-width",
      "strip-ansi",
      "undici-types",
      "wrap-ansi",
      "y18n",
      "yargs",
      "yargs-parser",
    ]
  `);
});

test("tracing-otel brings nothing: OpenTelemetry's API is the application's", () => {
  expect(installed([...calls, "@kitex-ts/tracing-otel"], ["@opentelemetry/api"])).toMatchInlineSnapshot(`
    [
      "@kitex-ts/core",
      "@kitex-ts/netpoll",
      "@kitex-ts/netpoll-http2",
      "@kitex-ts/tracing-otel",
      "@opentelemetry/api",
    ]
  `);
});

test("monitor-prometheus brings prom-client and what that needs", () => {
  expect(installed([...calls, "@kitex-ts/monitor-prometheus"])).toMatchInlineSnapshot(`
    [
      "@kitex-ts/core",
      "@kitex-ts/monitor-prometheus",
      "@kitex-ts/netpoll",
      "@kitex-ts/netpoll-http2",
      "@opentelemetry/api",
      "bintrees",
      "prom-client",
      "tdigest",
    ]
  `);
});

test("every public package is tried here, or in install.test.ts", () => {
  const extensions = inject("tarballs")
    .map(({ name }) => name)
    .filter((name) => /^@kitex-ts\/(?:registry|tracing|monitor)-/.test(name));
  expect(extensions.sort()).toEqual([
    "@kitex-ts/monitor-prometheus",
    "@kitex-ts/registry-consul",
    "@kitex-ts/registry-etcd",
    "@kitex-ts/tracing-otel",
  ]);
});
