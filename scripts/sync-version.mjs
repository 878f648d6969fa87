// Writes the versions that sources state from the package.json files: what the kitex tool knows
// (packages/tool/src/version.ts), what core says of itself (packages/core/src/version.ts), and what telemetry says of
// tracing-otel (packages/tracing-otel/src/version.ts). `changeset version` changes the package.json files; the release script runs this behind it. A test beside each file compares them.
//
// The oldest core that generated code works with is no version of today: it is `kitex.minimumCore` in the tool's
// package.json, to be raised with the first generated code that imports a name which older cores do not have.

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));
/** @param {string} name */
const manifest = (name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));

const tool = manifest("tool");
const core = manifest("core");
const statements = {
  "packages/core/src/version.ts": { CORE_VERSION: core.version },
  "packages/tracing-otel/src/version.ts": { TRACING_OTEL_VERSION: manifest("tracing-otel").version },
  "packages/tool/src/version.ts": {
    toolVersion: tool.version,
    minimumCoreVersion: tool.kitex.minimumCore,
    core: `^${core.version}`,
    codecProtobuf: `^${manifest("codec-protobuf").version}`,
    codecThrift: `^${manifest("codec-thrift").version}`,
    tool: `^${tool.version}`,
  },
};

for (const [file, values] of Object.entries(statements)) {
  const path = join(root, file);
  const before = readFileSync(path, "utf8");
  let text = before;
  for (const [name, value] of Object.entries(values)) {
    const place = new RegExp(`((?:export const ${name}(?:: string)? =|^ {2}${name}:)) "[^"]*"`, "m");
    if (!place.test(text)) throw new Error(`${path} has no place for ${name}`);
    text = text.replace(place, `$1 ${JSON.stringify(value)}`);
  }
  if (text !== before) writeFileSync(path, text);
}
