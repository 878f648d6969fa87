// Written by scripts/sync-version.mjs from the package.json files; a test compares them.

/** The version of this tool. Generated files carry it in their first line. */
export const toolVersion = "0.0.0";

/** The oldest `@kitex-ts/core` that has everything generated code imports. */
export const minimumCoreVersion = "0.0.0";

/** What the package.json of a new project asks for. */
export const scaffoldRanges = {
  core: "^0.0.0",
  codecThrift: "^0.0.0",
  codecProtobuf: "^0.0.0",
  tool: "^0.0.0",
  typescript: "^7.0.2",
  nodeTypes: "^24.0.0",
} as const;
