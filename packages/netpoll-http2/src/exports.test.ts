import { expect, test } from "vitest";
import * as root from "./index.ts";

test("what @kitex-ts/netpoll-http2 exports", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "HeaderList",
      "Http2ErrorCode",
      "clientSession",
      "serverSession",
    ]
  `);
});
