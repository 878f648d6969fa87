import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isOlder } from "./project/semver.ts";
import { minimumCoreVersion, scaffoldRanges, toolVersion } from "./version.ts";

interface Manifest {
  readonly version: string;
  readonly kitex?: { readonly minimumCore: string };
}

function manifest(name: string): Manifest {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../..", name, "package.json"), "utf8"));
}

test("versions in the code are those of the packages (scripts/sync-version.mjs writes them)", () => {
  expect(toolVersion).toBe(manifest("tool").version);
  expect(minimumCoreVersion).toBe(manifest("tool").kitex?.minimumCore);
  expect(scaffoldRanges).toMatchObject({
    core: `^${manifest("core").version}`,
    codecThrift: `^${manifest("codec-thrift").version}`,
    codecProtobuf: `^${manifest("codec-protobuf").version}`,
    tool: `^${manifest("tool").version}`,
  });
});

test("the tool does not need a core newer than there is", () => {
  expect(isOlder(manifest("core").version, minimumCoreVersion)).toBe(false);
});

test.each([
  ["1.2.3", "1.2.3", false],
  ["1.2.3", "1.2.4", true],
  ["1.10.0", "1.9.9", false],
  ["0.9.0", "1.0.0", true],
  ["1.0.0-rc.1", "1.0.0", true],
  ["1.0.0", "1.0.0-rc.1", false],
  ["v1.0.0+build", "1.0.0", false],
  ["latest", "1.0.0", undefined],
])("%s older than %s: %s", (version, minimum, older) => {
  expect(isOlder(version, minimum)).toBe(older);
});
