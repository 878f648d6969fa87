import { expect, test } from "vitest";
import * as root from "./index.ts";

test("what @kitex-ts/monitor-prometheus exports", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "prometheus",
    ]
  `);
});
