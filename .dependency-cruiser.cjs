// The arrows: who may import whom. `scripts/check-layers.mjs` runs this; `tests/workspace/layers.test.ts`
// shows for every rule that it catches what it is there for. An import that no row allows is an error.

/** What each package may import of the others. A package that has no row here may import none. */
const packages = {
  netpoll: [],
  "netpoll-http2": ["netpoll"],
  core: ["netpoll", "netpoll-http2"],
  idl: [],
  "codec-thrift": ["core", "netpoll", "idl"],
  "codec-protobuf": ["core", "netpoll"],
  tool: ["idl"],
  "registry-consul": ["core"],
  "registry-etcd": ["core"],
  "tracing-otel": ["core"],
  "monitor-prometheus": ["core"],
};

/** Extensions that stand beside core, and what each uses of npm: the library that its name promises. */
const extensions = {
  "registry-consul": ["consul"],
  "registry-etcd": ["etcd3"],
  "tracing-otel": ["@opentelemetry/api"],
  "monitor-prometheus": ["prom-client"],
};

/** Folders and files that stand on a library of npm: parsing .proto files, and types that another library generated. */
const adapters = {
  "idl/src/proto/": ["protobufjs"],
  "codec-thrift/src/apache": ["thrift"],
  "codec-protobuf/src/(?:adapters/)?protobuf-es": ["@bufbuild/protobuf"],
  "codec-protobuf/src/(?:adapters/)?protobufjs": ["protobufjs"],
};

/** The doors through which a codec reaches its peers; its tests may use any. */
const codecDoors = ["core/src/extension\\.ts", "netpoll/src/buffer/index\\.ts", "idl/src/index\\.ts"];

/** What generated code may import of packages that have no part in its codec. */
const generatedDoors = ["core/src/codegen\\.ts", "core/src/grpc\\.ts"];

/** Where a codec has services of its own: gRPC's health and reflection, and those of other libraries' messages. */
const servicesOfCodecs = ["codec-protobuf/src/(?:adapters|health|kitex-gen|protobuf-es|protobufjs|reflection)"];

/** The folders of core, the floor first; each may import those in its row, and itself. */
const util = ["util"];
const floor = [...util, "errors", "events", "logging"];
const vocabulary = [...floor, "payload", "context", "stream"];
const belowPolicy = [...vocabulary, "endpoint", "registry"];
const belowAssembly = [...belowPolicy, "service", "discovery", "load-balance", "governance", "tracing", "remote"];
const core = {
  util: [],
  errors: util,
  events: util,
  logging: util,
  payload: floor,
  context: [...floor, "payload"],
  stream: [...floor, "context"],
  endpoint: vocabulary,
  registry: vocabulary,
  "load-balance": belowPolicy,
  discovery: [...belowPolicy, "load-balance"],
  governance: [...belowPolicy, "load-balance", "discovery"],
  tracing: belowPolicy,
  remote: belowPolicy,
  service: [...belowPolicy, "remote"],
  client: belowAssembly,
  server: belowAssembly,
  testing: [...belowAssembly, "client", "server"],
};

/** Facts that any file of core may state: they import nothing. */
const coreFacts = ["version\\.ts$"];

/**
 * Where core touches netpoll: the two files that choose it, the wire, the suites that run a codec over its buffers, and
 * the types of a codec's bytes.
 */
const coreUsesNetpoll = ["client/defaults\\.ts", "server/defaults\\.ts", "remote/.+", "testing/.+"];
const coreNamesNetpollTypes = ["payload/.+"];

const tests = "\\.test\\.ts$|/testdata/";
const anyOf = (patterns) => `(?:${patterns.join("|")})`;

/** @param {string} name @param {string} comment */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    forbid("no-cycle", "modules that import one another cannot be understood one at a time", {}, { circular: true }),
    forbid(
      "resolvable",
      "an import that leads nowhere, or past the exports of a package",
      {},
      { couldNotResolve: true },
    ),
    forbid(
      "through-a-door",
      "another package is imported by its name, never by a path into its sources",
      { path: "^(packages/[^/]+|[^/]+)/" },
      { path: "^packages/", pathNot: "^$1/", dependencyTypes: ["local"] },
    ),
    ...Object.entries(packages).map(([name, may]) =>
      forbid(
        `arrows-of-${name}`,
        may.length === 0
          ? `${name} imports no other package`
          : `${name} imports no other package but ${may.join(", ")}`,
        { path: `^packages/${name}/` },
        { path: `^packages/(?!${anyOf([name, ...may])}/)` },
      ),
    ),
    forbid(
      "known-package",
      "a package needs a row in .dependency-cruiser.cjs before it imports another",
      { path: `^packages/(?!${anyOf(Object.keys(packages))}/)([^/]+)/` },
      { path: "^packages/", pathNot: "^packages/$1/" },
    ),
    forbid(
      "codec-doors",
      "a codec must not pull in the client: it imports @kitex-ts/core/extension, @kitex-ts/netpoll/buffer or @kitex-ts/idl",
      { path: "^packages/(codec-[^/]+)/", pathNot: [tests, `^packages/${anyOf(servicesOfCodecs)}`] },
      { path: "^packages/", pathNot: ["^packages/$1/", `^packages/${anyOf(codecDoors)}$`] },
    ),
    forbid(
      "codec-service-doors",
      "services that a codec brings along are made as generated ones are, with the doors of generated code beside a codec's",
      { path: `^packages/${anyOf(servicesOfCodecs)}`, pathNot: tests },
      {
        path: "^packages/",
        pathNot: ["^packages/codec-protobuf/", `^packages/${anyOf([...codecDoors, ...generatedDoors])}$`],
      },
    ),
    forbid(
      "extension-door",
      "an extension reaches core through @kitex-ts/core/extension alone, as anybody's could",
      { path: `^packages/${anyOf(Object.keys(extensions))}/`, pathNot: tests },
      { path: "^packages/core/", pathNot: "^packages/core/src/extension\\.ts$" },
    ),
    forbid(
      "generated-doors",
      "generated code imports @kitex-ts/core/codegen, its codec's codegen and, for its streams, @kitex-ts/core/grpc, so that a refactor never asks for new code",
      { path: "/kitex-gen/" },
      {
        path: "^packages/",
        pathNot: [`^packages/${anyOf(["codec-[^/]+/src/codegen\\.ts", ...generatedDoors])}$`, "/kitex-gen/"],
      },
    ),
    ...Object.entries(core).map(([folder, may]) =>
      forbid(
        `layer-of-${folder}`,
        `core/src/${folder} imports only what lies below it`,
        { path: `^packages/core/src/${folder}/`, pathNot: tests },
        { path: `^packages/core/src/(?!${anyOf([folder, ...may])}/|${anyOf(coreFacts)})` },
      ),
    ),
    forbid(
      "known-layer",
      "a folder of core needs a row in .dependency-cruiser.cjs before it imports another",
      { path: `^packages/core/src/(?!${anyOf(Object.keys(core))}/)([^/]+)/`, pathNot: tests },
      { path: "^packages/core/src/", pathNot: "^packages/core/src/$1/" },
    ),
    forbid(
      "doors-open-outward",
      "no door is imported from within core",
      { path: "^packages/core/src/[^/]+\\.ts$", pathNot: tests },
      { path: `^packages/core/src/(?!${anyOf(coreFacts)})[^/]+\\.ts$` },
    ),
    forbid(
      "core-uses-netpoll",
      "core uses netpoll in client/defaults.ts, server/defaults.ts, remote/ and testing/, and nowhere else",
      {
        path: "^packages/core/src/",
        pathNot: [`^packages/core/src/${anyOf([...coreUsesNetpoll, ...coreNamesNetpollTypes])}$`, tests],
      },
      { path: "^packages/netpoll/" },
    ),
    forbid(
      "core-names-netpoll-types",
      "payload/ names types of netpoll, and runs none of it",
      { path: `^packages/core/src/${anyOf(coreNamesNetpollTypes)}$` },
      { path: "^packages/netpoll/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "http2-behind-its-door",
      "only gRPC needs HTTP/2, and only @kitex-ts/core/grpc loads gRPC",
      {
        path: "^packages/core/src/",
        pathNot: [tests, "^packages/core/src/remote/trans/grpc/", "^packages/core/src/grpc\\.ts$"],
      },
      { path: ["^packages/netpoll-http2/", "^packages/core/src/remote/trans/grpc/"] },
    ),
    forbid(
      "proto-behind-its-door",
      "only .proto files need their parser, and only @kitex-ts/idl/proto loads it",
      {
        path: "^packages/idl/src/",
        pathNot: [tests, "^packages/idl/src/proto/", "^packages/idl/src/(?:load-)?proto\\.ts$"],
      },
      { path: "^packages/idl/src/(?:proto/|(?:load-)?proto\\.ts$)" },
    ),
    forbid(
      "no-dependencies",
      "packages use nothing from npm at run time but the adapters and the extensions",
      {
        path: "^packages/",
        pathNot: [tests, `^packages/${anyOf(Object.keys(adapters))}`, `^packages/${anyOf(Object.keys(extensions))}/`],
      },
      {
        dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"],
        path: "node_modules/",
      },
    ),
    ...[
      ...Object.entries(extensions).map(([name, libraries]) => [`${name}/`, libraries]),
      ...Object.entries(adapters),
    ].map(([place, libraries]) =>
      forbid(
        `library-of-${place.replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}`,
        `${place} uses ${libraries.join(", ")} of npm, and nothing else`,
        { path: `^packages/${place}`, pathNot: tests },
        {
          dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"],
          path: "node_modules/",
          pathNot: `node_modules/${anyOf(libraries)}/`,
        },
      ),
    ),
    forbid(
      "plain-scripts",
      "scripts run before anything is installed, so they import Node and one another alone",
      { path: "^scripts/" },
      { pathNot: "^scripts/", dependencyTypesNot: ["core"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["(^|/)dist/", "^packages/tool/src/testdata/", "(^|/)\\.turbo/"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ["@kitex-ts/source", "node", "import", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
