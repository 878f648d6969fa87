import { expect, test } from "vitest";
import * as buffer from "./buffer/index.ts";
import * as root from "./index.ts";
import * as testing from "./testing/index.ts";

test("what @kitex-ts/netpoll exports", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "Connection",
      "ConnectionError",
      "ConnectionErrorCode",
      "MuxConnection",
      "callSafely",
      "createLongPool",
      "createMuxPool",
      "createShortPool",
      "dial",
      "formatAddress",
      "listen",
      "parseAddress",
      "reportThrown",
      "systemClock",
    ]
  `);
});

test("what @kitex-ts/netpoll/buffer exports", () => {
  expect(Object.keys(buffer).sort()).toMatchInlineSnapshot(`
    [
      "ByteReader",
      "ByteWriter",
      "MalformedVarintError",
      "UnexpectedEndError",
      "hasBytesAt",
      "i32At",
      "u16At",
      "u32At",
    ]
  `);
});

test("what @kitex-ts/netpoll/testing exports", () => {
  expect(Object.keys(testing).sort()).toMatchInlineSnapshot(`
    [
      "countResources",
      "fakeClock",
      "pipe",
    ]
  `);
});
