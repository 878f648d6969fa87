import { expect, test } from "vitest";
import * as root from "./index.ts";

test("what @kitex-ts/tracing-otel exports", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "otelClientSuite",
      "otelServerSuite",
      "withTraceFields",
    ]
  `);
});
