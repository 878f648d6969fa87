import { defineConfig } from "vitest/config";

// The sources are tested unbuilt: packages resolve one another through this export condition.
const conditions = ["@kitex-ts/source", "node", "import", "default"];
const packages = ["netpoll", "core", "idl", "codec-thrift", "tool"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: { name, root: `packages/${name}`, include: ["src/**/*.test.ts"] },
      })),
      { extends: true as const, test: { name: "tests", root: "tests", include: ["**/*.test.ts"], testTimeout: 30_000 } },
    ],
  },
});
