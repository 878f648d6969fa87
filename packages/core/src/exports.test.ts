import { expect, test } from "vitest";
import * as codegen from "./codegen.ts";
import * as extension from "./extension.ts";
import * as grpc from "./grpc.ts";
import * as root from "./index.ts";
import * as testing from "./testing/index.ts";

test("what @kitex-ts/core exports", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "BizStatusError",
      "ErrorCode",
      "KitexError",
      "Metadata",
      "buffered",
      "compose",
      "composeStream",
      "contextKey",
      "createClient",
      "createServer",
      "currentContext",
      "dnsResolver",
      "eachMessage",
      "fileResolver",
      "framed",
      "inOrder",
      "isBizStatusError",
      "isKitexError",
      "silentLogger",
      "ttheader",
      "withMeta",
    ]
  `);
});

test("what @kitex-ts/core/extension exports", () => {
  expect(Object.keys(extension).sort()).toMatchInlineSnapshot(`
    [
      "Backoff",
      "DEFAULT_WEIGHT",
      "ErrorCode",
      "KitexError",
      "Metadata",
      "contextKey",
      "isBizStatusError",
      "isKitexError",
      "pause",
      "systemClock",
    ]
  `);
});

test("what @kitex-ts/core/codegen exports", () => {
  expect(Object.keys(codegen).sort()).toMatchInlineSnapshot(`
    [
      "bidiStream",
      "clientStream",
      "defineService",
      "oneway",
      "onewayNoRequest",
      "serverStream",
      "unary",
      "unaryNoRequest",
    ]
  `);
});

test("what @kitex-ts/core/grpc exports", () => {
  expect(Object.keys(grpc).sort()).toMatchInlineSnapshot(`
    [
      "Status",
      "grpc",
      "grpcProtocol",
      "grpcServer",
      "statusError",
    ]
  `);
});

test("what @kitex-ts/core/testing exports", () => {
  expect(Object.keys(testing).sort()).toMatchInlineSnapshot(`
    [
      "DECLARED",
      "echoService",
      "fakeClock",
      "jsonBody",
      "jsonCodec",
      "jsonResult",
      "memoryRegistry",
      "memoryTransport",
      "payloadCodecContract",
      "registryContract",
      "resolverContract",
      "scriptedEndpoint",
      "scriptedStream",
      "streamService",
      "testContext",
    ]
  `);
});
