import { expect, test } from "vitest";
import * as root from "./index.ts";

test("the root door", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "EtcdError",
      "EtcdErrorCode",
      "etcdRegistry",
      "etcdResolver",
    ]
  `);
});
