import { describe, expect, test } from "vitest";
import { ErrorCode } from "../../../errors/codes.ts";
import { isKitexError } from "../../../errors/kitex-error.ts";
import { type GrpcOptions, resolveGrpcOptions } from "./client-options.ts";
import { type GrpcServerOptions, resolveGrpcServerOptions } from "./server-options.ts";

const unlimited = Number.POSITIVE_INFINITY;

test("a client's defaults are as they are documented", () => {
  expect(resolveGrpcOptions({})).toEqual({
    connections: undefined,
    compressor: "identity",
    maxReceiveMessageBytes: 4_194_304,
    maxInflateRatio: 200,
    maxSendMessageBytes: unlimited,
    keepalive: { timeMs: 0, timeoutMs: 20_000, permitWithoutStream: false },
    idleTimeoutMs: 1_800_000,
    authority: undefined,
  });
});

test("a server's defaults are as they are documented", () => {
  expect(resolveGrpcServerOptions({})).toEqual({
    keepalive: { timeMs: 7_200_000, timeoutMs: 20_000 },
    pingPolicy: { minTimeMs: 300_000, permitWithoutStream: false },
    maxConnectionIdleMs: 0,
    maxConnectionAgeMs: 0,
    maxConnectionAgeGraceMs: 0,
    maxConcurrentStreams: undefined,
    maxReceiveMessageBytes: 4_194_304,
    maxInflateRatio: 200,
    maxSendMessageBytes: unlimited,
    compressors: [],
    requestTimeoutMs: 30_000,
  });
});

test("a limit of 0 is none", () => {
  expect(resolveGrpcOptions({ maxReceiveMessageBytes: 0 }).maxReceiveMessageBytes).toBe(unlimited);
  expect(resolveGrpcServerOptions({ maxReceiveMessageBytes: 0, requestTimeoutMs: 0 })).toMatchObject({
    maxReceiveMessageBytes: unlimited,
    requestTimeoutMs: unlimited,
  });
});

describe("what cannot be is refused, by name", () => {
  const refusal = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      if (isKitexError(error, ErrorCode.InvalidOption)) return error.message;
      throw error;
    }
    return "not refused";
  };

  test.each<[GrpcOptions, string]>([
    [{ connections: 0 }, "connections must be a whole number of at least 1, got 0"],
    [{ connections: 1.5 }, "connections must be a whole number of at least 1, got 1.5"],
    [{ maxReceiveMessageBytes: -1 }, "maxReceiveMessageBytes must be a number of at least 0, got -1"],
    [{ keepalive: { timeMs: Number.NaN } }, "keepalive.timeMs must be a number of at least 0, got NaN"],
    [JSON.parse('{"compressor":"br"}'), 'compressor: "br" is none of "identity" and "gzip"'],
  ])("client: %j", (options, message) => {
    expect(refusal(() => resolveGrpcOptions(options))).toBe(message);
  });

  test.each<[GrpcServerOptions, string]>([
    [{ maxConcurrentStreams: 0 }, "maxConcurrentStreams must be a whole number of at least 1, got 0"],
    [{ pingPolicy: { minTimeMs: -1 } }, "pingPolicy.minTimeMs must be a number of at least 0, got -1"],
    [{ requestTimeoutMs: -1 }, "requestTimeoutMs must be a number of at least 0, got -1"],
    [JSON.parse('{"compressors":["zstd"]}'), 'compressors: "zstd" is none of "identity" and "gzip"'],
  ])("server: %j", (options, message) => {
    expect(refusal(() => resolveGrpcServerOptions(options))).toBe(message);
  });
});
