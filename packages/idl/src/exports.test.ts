import { expect, test } from "vitest";
import * as root from "./index.ts";
import * as proto from "./proto.ts";

test("the root door", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "formatDiagnostic",
      "loadThrift",
    ]
  `);
});

test("the door for Protobuf", () => {
  expect(Object.keys(proto).sort()).toMatchInlineSnapshot(`
    [
      "loadDescriptors",
      "loadProto",
    ]
  `);
});
