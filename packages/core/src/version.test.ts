import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CORE_VERSION } from "./version.ts";

test("the version in messages is that of package.json", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(CORE_VERSION).toBe(manifest.version);
});
