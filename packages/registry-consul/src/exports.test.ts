import { expect, test } from "vitest";
import * as root from "./index.ts";

test("the only door", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ConsulError",
      "consulRegistry",
      "consulResolver",
    ]
  `);
});
