import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TRACING_OTEL_VERSION } from "./version.ts";

test("the version in telemetry is that of package.json", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(TRACING_OTEL_VERSION).toBe(manifest.version);
});
