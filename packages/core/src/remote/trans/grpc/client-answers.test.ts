import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isBizStatusError } from "../../../errors/biz-status-error.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { isKitexError, type KitexError } from "../../../errors/kitex-error.ts";
import type { Clock } from "../../../util/clock.ts";
import { http2Server, message, response } from "./testdata/http2-peer.ts";
import { grpcClient } from "./testdata/rig.ts";
import { answerWith, bodyOf, dataOnly, head, trailersOnly } from "./testdata/scripts.ts";

/** The error of a call that a foreign server answers so. */
async function failureOf(answer: (stream: ServerHttp2Stream) => unknown): Promise<KitexError> {
  await using server = await http2Server(answer);
  await using client = grpcClient(server.port);
  const error = await client.echo("hi").then(
    (value) => new Error(`no failure: ${String(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isKitexError(error)) throw error;
  return error;
}

const status = (code: number, text = "x"): OutgoingHttpHeaders => ({
  "grpc-status": String(code),
  "grpc-message": text,
});

test("a request is what Kitex's is: its headers in order, one message, the end behind it", async () => {
  const seen: unknown[] = [];
  await using server = await http2Server(async (stream, _headers, inOrder) => {
    const names = inOrder.filter((_, i) => i % 2 === 0);
    const values = inOrder.filter((_, i) => i % 2 === 1).map((value) => value.replace(/^\d+m$/, "some m"));
    seen.push(names, values, await bodyOf(stream));
    answerWith(stream, response("ho"));
  });
  await using client = grpcClient(server.port, { timeoutMs: 5_000 });
  const options = {
    meta: { transient: { TK: "tv" }, persistent: { PK: "pv" } },
    metadata: { k: ["1", "2"], "b-bin": Uint8Array.from([1]), te: "mine" },
  };
  expect(await client.echo("hi", options)).toBe("ho");
  const own = ["k", "k", "b-bin", "rpc-transit-tk", "rpc-persist-pk"];
  expect(seen).toEqual([
    [":method", ":scheme", ":path", ":authority", "content-type", "user-agent", "te", "grpc-timeout", ...own],
    [
      "POST",
      "http",
      "/test.Stream/echo",
      "stream",
      "application/grpc+json",
      "kitex-ts/0.0.0",
      "trailers",
      "some m",
      "1",
      "2",
      "AQ",
      "tv",
      "pv",
    ],
    message('{"value":"hi"}'),
  ]);
});

describe("an answer that worked", () => {
  test("header and trailer are given, also when they come in several frames", async () => {
    await using server = await http2Server((stream) => {
      stream.respond({ ...head, hk: "hv", "b-bin": "AQ==" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", tk: "tv" }));
      const bytes = response("x".repeat(100));
      for (const byte of bytes.subarray(0, 40)) stream.write(Buffer.from([byte]));
      stream.end(bytes.subarray(40));
    });
    await using client = grpcClient(server.port);
    const got: unknown[] = [];
    const value = await client.echo("hi", {
      onHeader: (header) => got.push(...[...header].filter(([name]) => name !== "date")),
      onTrailer: (t) => got.push(...t),
    });
    expect(value).toBe("x".repeat(100));
    expect(got).toEqual([
      ["hk", "hv"],
      ["b-bin", Uint8Array.from([1])],
      ["tk", "tv"],
    ]);
  });

  test("a business status beside success is none", async () => {
    await using server = await http2Server((stream) => {
      answerWith(stream, response("hi"), { "grpc-status": "0", "biz-status": "404" });
    });
    await using client = grpcClient(server.port);
    expect(await client.echo("hi")).toBe("hi");
  });

  test("a message with flag 2 is not compressed, as in Kitex", async () => {
    await using server = await http2Server((stream) => {
      answerWith(stream, message(JSON.stringify({ ok: true, value: 1 }), 2));
    });
    await using client = grpcClient(server.port);
    expect(await client.echo("hi")).toBe(1);
  });
});

// As a Kitex client reads them (recorded), but for the texts around.
describe("an answer that failed", () => {
  test.each<[string, (stream: ServerHttp2Stream) => unknown, number, ErrorCode]>([
    ["status 5", (s) => trailersOnly(s, status(5)), 5, ErrorCode.Remote],
    ["status 1", (s) => trailersOnly(s, status(1)), 1, ErrorCode.Canceled],
    ["status 4 before the own deadline", (s) => trailersOnly(s, status(4)), 4, ErrorCode.Remote],
    ["status 8", (s) => trailersOnly(s, status(8)), 8, ErrorCode.OverLimit],
    ["status 12", (s) => trailersOnly(s, status(12)), 12, ErrorCode.UnknownMethod],
    ["status 14", (s) => trailersOnly(s, status(14)), 14, ErrorCode.Remote],
    ["status 99", (s) => trailersOnly(s, status(99)), 99, ErrorCode.Remote],
    ["a message before it", (s) => answerWith(s, response(1), status(5)), 5, ErrorCode.Remote],
    ["no status", (s) => answerWith(s, response(1), { other: "x" }), 2, ErrorCode.Remote],
    ["no number", (s) => trailersOnly(s, { "grpc-status": "abc" }), 13, ErrorCode.Remote],
    ["no trailers", (s) => dataOnly(s, head, response(1)), 13, ErrorCode.Protocol],
    ["nothing but its end", (s) => trailersOnly(s, { "grpc-status": "0" }), 13, ErrorCode.MissingResult],
    ["two messages", (s) => answerWith(s, Buffer.concat([response(1), response(2)])), 13, ErrorCode.Protocol],
    ["two messages in two frames", (s) => dataOnly(s, head, response(1), response(2)), 13, ErrorCode.Protocol],
    ["half a message", (s) => answerWith(s, response(1).subarray(0, -1)), 13, ErrorCode.Protocol],
    [
      "bytes behind its message",
      (s) => answerWith(s, Buffer.concat([response(1), Buffer.alloc(3)])),
      13,
      ErrorCode.Protocol,
    ],
    ["a message of another type", (s) => answerWith(s, message("no json")), 13, ErrorCode.Decode],
    ["a result that is none", (s) => answerWith(s, message("{}")), 13, ErrorCode.MissingResult],
    [
      "a page of 503",
      (s) => dataOnly(s, { ":status": 503, "content-type": "text/html" }, "<html>"),
      14,
      ErrorCode.Remote,
    ],
    [
      "a 404 without content type",
      (s) => s.respond({ ":status": 404 }, { endStream: true }),
      12,
      ErrorCode.UnknownMethod,
    ],
    ["HTML with 200", (s) => dataOnly(s, { ":status": 200, "content-type": "text/html" }, "x"), 2, ErrorCode.Remote],
    ["gRPC with 500", (s) => dataOnly(s, { ...head, ":status": 500 }, response(1)), 2, ErrorCode.Remote],
    ["RST_STREAM before headers", (s) => s.close(8), 1, ErrorCode.Canceled],
    ["ENHANCE_YOUR_CALM", (s) => s.close(11), 8, ErrorCode.OverLimit],
    ["REFUSED_STREAM, twice", (s) => s.close(7), 14, ErrorCode.ConnectionClosed],
    ["the end of the connection", (s) => s.session?.destroy(), 14, ErrorCode.ConnectionClosed],
  ])("%s", async (_what, answer, code, errorCode) => {
    const error = await failureOf(answer);
    expect({ code: error.status?.code, errorCode: error.code }).toEqual({ code, errorCode });
    expect(error.target).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test.each<[string, (stream: ServerHttp2Stream) => unknown, number]>([
    ["status 4", (s) => trailersOnly(s, status(4)), 4],
    ["Kitex's status 13", (s) => trailersOnly(s, status(13, "context deadline exceeded [biz error]")), 13],
    ["grpc-go's CANCEL", (s) => s.close(8), 1],
  ])("once the deadline has passed it is a timeout, though no timer has fired: %s", async (_what, answer, code) => {
    let now = 0;
    const clock: Clock = { now: () => now, setTimer: () => ({ cancel: () => {} }) };
    await using server = await http2Server((stream) => {
      now = 100;
      answer(stream);
    });
    await using client = grpcClient(server.port, { clock, timeoutMs: 100 });
    const result = await client.echo.safe("hi");
    expect(result).toMatchObject({ ok: false, error: { code: ErrorCode.RpcTimeout, status: { code } } });
  });

  test("its text names whom, the status and the message, on one line", async () => {
    const error = await failureOf((stream) => trailersOnly(stream, status(5, "no%0Auser %C3%A9")));
    expect(error.message).toMatch(/^Stream\/echo failed on 127\.0\.0\.1:\d+ with status 5: no\\u000auser é$/);
    expect(error.status?.message).toBe("no\nuser é");
    expect(error.phase).toBe("handler");
  });

  test("details come with it", async () => {
    const error = await failureOf((stream) =>
      trailersOnly(stream, {
        ...status(5),
        "grpc-status-details-bin": "CA0SAXgaHQoXdHlwZS5nb29nbGVhcGlzLmNvbS9hLkUSAggB",
      }),
    );
    expect(error.status).toEqual({
      code: 13,
      message: "x",
      details: [{ typeUrl: "type.googleapis.com/a.E", value: Uint8Array.from([8, 1]) }],
    });
  });

  test("a business status is the caller's to read", async () => {
    await using server = await http2Server((stream) => {
      trailersOnly(stream, { ...status(13, "not found"), "biz-status": "404", "biz-extra": '{"k":"v"}' });
    });
    await using client = grpcClient(server.port);
    const { error } = Object(await client.echo.safe("hi"));
    expect(isBizStatusError(error)).toBe(true);
    expect(error).toMatchObject({ status: 404, message: "not found", extra: new Map([["k", "v"]]) });
  });

  test("a business status that cannot be read is a failure", async () => {
    const error = await failureOf((stream) =>
      trailersOnly(stream, { ...status(13), "biz-status": "1", "biz-extra": "{" }),
    );
    expect(error).toMatchObject({ code: ErrorCode.Protocol, status: { code: 13 } });
  });
});

describe("limits and compression", () => {
  test("a response beyond the limit is refused by its length", async () => {
    await using server = await http2Server((stream) => {
      stream.respond(head);
      stream.write(Buffer.from("0000000801", "hex"));
    });
    await using client = grpcClient(server.port, {}, { maxReceiveMessageBytes: 2_048 });
    expect(await client.echo.safe("hi")).toMatchObject({ error: { code: ErrorCode.OverLimit, status: { code: 8 } } });
  });

  test("a response of the default limit passes, window after window", async () => {
    const text = "x".repeat(4 * 1024 * 1024 - 22);
    await using server = await http2Server((stream) => answerWith(stream, response(text)));
    await using client = grpcClient(server.port);
    expect(String(await client.echo("hi")).length).toBe(text.length);
    const longer = `${text}x`;
    await using other = await http2Server((stream) => answerWith(stream, response(longer)));
    await using refused = grpcClient(other.port);
    expect(await refused.echo.safe("hi")).toMatchObject({ error: { code: ErrorCode.OverLimit } });
  });

  test("a request beyond the limit is not sent", async () => {
    await using server = await http2Server((stream) => answerWith(stream, response(1)));
    await using client = grpcClient(server.port, {}, { maxSendMessageBytes: 20 });
    expect(await client.echo("x".repeat(8))).toBe(1);
    for (const compressor of ["identity", "gzip"] as const) {
      expect(await client.echo.safe("x".repeat(9), { compressor })).toMatchObject({
        error: { code: ErrorCode.OverLimit, status: { code: 8 } },
      });
    }
  });

  test("gzip is for one call or for all, and is named", async () => {
    const seen: unknown[] = [];
    await using server = await http2Server(async (stream, headers) => {
      const body = await bodyOf(stream);
      seen.push([
        headers["grpc-encoding"],
        headers["grpc-accept-encoding"],
        body[0],
        String(body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5)),
      ]);
      answerWith(stream, message(gzipSync(response("ho").subarray(5)), 1), undefined, {
        ...head,
        "grpc-encoding": "gzip",
      });
    });
    await using one = grpcClient(server.port);
    await using all = grpcClient(server.port, {}, { compressor: "gzip" });
    const long = "a".repeat(200);
    expect(await one.echo(long, { compressor: "gzip" })).toBe("ho");
    expect(await one.echo(long)).toBe("ho");
    expect(await all.echo(long)).toBe("ho");
    expect(await all.echo("short")).toBe("ho");
    expect(await all.echo(long, { compressor: "identity" })).toBe("ho");
    const text = (value: string): string => JSON.stringify({ value });
    expect(seen).toEqual([
      ["gzip", "gzip", 1, text(long)],
      [undefined, undefined, 0, text(long)],
      ["gzip", "gzip", 1, text(long)],
      ["gzip", "gzip", 0, text("short")],
      [undefined, undefined, 0, text(long)],
    ]);
  });

  test.each([
    ["flag 1 without an encoding", {}, gzipSync("{}"), ErrorCode.Protocol, 13],
    ["an encoding that nobody knows", { "grpc-encoding": "br" }, gzipSync("{}"), ErrorCode.Protocol, 13],
    ["no gzip", { "grpc-encoding": "gzip" }, Buffer.from("hello"), ErrorCode.Protocol, 13],
    ["a bomb", { "grpc-encoding": "gzip" }, gzipSync(Buffer.alloc(5_000_000)), ErrorCode.OverLimit, 8],
  ])("compressed: %s", async (_what, headers, body, code, number) => {
    const error = await failureOf((stream) => answerWith(stream, message(body, 1), undefined, { ...head, ...headers }));
    expect([error.code, error.status?.code]).toEqual([code, number]);
  });
});
