// Written by scripts/sync-version.mjs from the package.json files; a test compares them.

/** The version of this tool. Generated files carry it in their first line. */
export const toolVersion = "0.0.0";

/** The oldest `@kitex-ts/core` that generated code works with. */
export const minimumCoreVersion = "0.0.0";

/** Versions that a new project's package.json asks for. */
export const scaffoldRanges = {
  core: "^0.0.0",
  codecThrift: "^0.0.0",
  tool: "^0.0.0",
} as const;
