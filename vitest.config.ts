import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The sources are tested unbuilt: packages resolve one another through this export condition.
const conditions = ["@kitex-ts/source", "node", "import", "default"];
const packages = readdirSync(new URL("packages", import.meta.url));

/** A test that hangs is to be found, and one that a busy machine holds up is not to fail. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: { name, root: `packages/${name}`, include: ["src/**/*.test.ts"], ...patience },
      })),
      {
        extends: true as const,
        test: {
          name: "tests",
          root: "tests",
          include: ["**/*.test.ts"],
          exclude: ["packaging/**", "**/node_modules/**"],
          ...patience,
        },
      },
      {
        extends: true as const,
        test: {
          name: "packaging",
          root: "tests",
          include: ["packaging/**/*.test.ts"],
          globalSetup: fileURLToPath(new URL("tests/support/pack.ts", import.meta.url)),
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
