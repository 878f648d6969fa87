import { ConnectionError, ConnectionErrorCode } from "@kitex-ts/netpoll";
import { expect, test } from "vitest";
import { whyNoConnection } from "./why-no-connection.ts";

test.each([
  ["what the system said", failed(new Error("connect ECONNREFUSED 127.0.0.1:1")), "connect ECONNREFUSED 127.0.0.1:1"],
  ["each address of a host name", failed(new AggregateError([], "")), "no connection to x:1: it failed"],
  ["no cause", failed(undefined), "no connection to x:1: it failed"],
  ["no error at all", "broken", "broken"],
])("%s", (_what, error, text) => {
  expect(whyNoConnection(error)).toBe(text);
});

function failed(cause: unknown): ConnectionError {
  return new ConnectionError(ConnectionErrorCode.ConnectFailed, "no connection to x:1: it failed", { cause });
}
