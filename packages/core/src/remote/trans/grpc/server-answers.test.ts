import type { OutgoingHttpHeaders } from "node:http2";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BizStatusError } from "../../../errors/biz-status-error.ts";
import { ErrorCode } from "../../../errors/codes.ts";
import { KitexError } from "../../../errors/kitex-error.ts";
import { Status } from "../../../errors/rpc-status.ts";
import { statusError } from "../../../errors/status-error.ts";
import { until } from "../../../testdata/until.ts";
import { DECLARED } from "../../../testing/echo-service.ts";
import type { StreamHandler } from "../../../testing/stream-service.ts";
import type { GrpcServerOptions } from "./server-options.ts";
import { type Http2Answer, Http2Client, message, request, response } from "./testdata/http2-peer.ts";
import { type RigOptions, startRig } from "./testdata/rig.ts";

const call: OutgoingHttpHeaders = {
  ":method": "POST",
  ":path": "/test.Stream/echo",
  "content-type": "application/grpc+json",
  te: "trailers",
};

/** What a foreign client gets for one request. */
async function ask(
  headers: OutgoingHttpHeaders,
  body: readonly Uint8Array[] = [request("hi")],
  handler: StreamHandler = {},
  options: RigOptions = {},
): Promise<Http2Answer> {
  await using rig = await startRig(handler, options);
  using client = new Http2Client(rig.port);
  return await client.ask({ ...call, ...headers }, ...body);
}

/** The status that an answer without messages carries. */
function statusOf({ headers, trailers, body, rst }: Http2Answer): unknown {
  expect({ headers: headers[":status"], trailers, body: body.length, rst }).toEqual({
    headers: 200,
    trailers: undefined,
    body: 0,
    rst: 0,
  });
  return [Number(headers["grpc-status"]), headers["grpc-message"]];
}

const grpcOptions = (grpcServer: GrpcServerOptions): RigOptions => ({ grpcServer });

describe("a call that works", () => {
  test("gets headers, a message and trailers without a text", async () => {
    const { headers, trailers, body, rst } = await ask({});
    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/grpc+json" });
    expect(Object.keys(headers)).toEqual([":status", "content-type"]);
    expect(body).toEqual(response("hi"));
    expect(trailers).toEqual({ "grpc-status": "0" });
    expect(rst).toBe(0);
  });

  test.each<[string, OutgoingHttpHeaders, readonly Uint8Array[]]>([
    ["without te", { te: undefined }, [request("hi")]],
    ["of another package", { ":path": "/other.Stream/echo" }, [request("hi")]],
    ["of no package", { ":path": "/Stream/echo" }, [request("hi")]],
    ["with a message in pieces", {}, [request("hi").subarray(0, 3), request("hi").subarray(3)]],
    ["with a second message, which is dropped", {}, [request("hi"), request("ho")]],
    ["with flag 2", {}, [message('{"value":"hi"}', 2)]],
    ["with grpc-encoding identity", { "grpc-encoding": "identity" }, [request("hi")]],
    ["with bytes that are no base64", { "x-bin": "!" }, [request("hi")]],
    ["with grpc-timeout 1S", { "grpc-timeout": "1S" }, [request("hi")]],
    ["with eight digits of time", { "grpc-timeout": "99999999S" }, [request("hi")]],
    ["that reads other compressors", { "grpc-accept-encoding": "br" }, [request("hi")]],
  ])("%s", async (_what, headers, body) => {
    const answer = await ask(headers, body);
    expect(answer.body).toEqual(response("hi"));
    expect(answer.trailers).toEqual({ "grpc-status": "0" });
  });

  test("is answered before its caller has said that it sends no more, and then reset", async () => {
    await using rig = await startRig({});
    using client = new Http2Client(rig.port);
    const stream = client.session.request({ ...call, ":authority": "x" });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk)).write(request("hi"));
    await until(() => stream.closed);
    expect(Buffer.concat(chunks)).toEqual(response("hi"));
    expect(stream.rstCode).toBe(0);
  });

  test("a declared exception is a result with status 0", async () => {
    const declared = Object.assign(new Error("mine"), { name: DECLARED });
    const answer = await ask({}, [request(1)], { echo: () => Promise.reject(declared) });
    expect(String(answer.body.subarray(5))).toBe('{"ok":false,"error":"Declared: mine"}');
    expect(answer.trailers?.["grpc-status"]).toBe("0");
  });

  test("its handler knows caller, metainfo and metadata, and sets header and trailer", async () => {
    const seen: unknown[] = [];
    const answer = await ask(
      {
        "source-service": "me",
        "source-method": "mine",
        "rpc-persist-p": "1",
        "rpc-transit-t": "2",
        k: "v",
        "b-bin": "AQ",
      },
      [request(1)],
      {
        echo: (value, ctx) => {
          const { from } = ctx.rpcInfo;
          seen.push(from.service, from.method, ctx.meta.persistent.get("P"), ctx.meta.transient.get("T"));
          seen.push([...ctx.metadata.request].filter(([name]) => !name.startsWith("source-")));
          ctx.metadata.header.set("hk", "hv");
          ctx.metadata.sendHeader();
          ctx.metadata.header.set("late", "x");
          ctx.metadata.trailer.set("t-bin", Uint8Array.from([1, 2]));
          return value;
        },
      },
    );
    expect(seen).toEqual([
      "me",
      "mine",
      "1",
      "2",
      [
        ["k", "v"],
        ["b-bin", Uint8Array.from([1])],
      ],
    ]);
    expect(answer.headers["hk"]).toBe("hv");
    expect(answer.headers["late"]).toBeUndefined();
    expect(answer.trailers).toEqual({ "grpc-status": "0", "t-bin": "AQI" });
  });
});

describe("a call that is refused", () => {
  test.each<[string, OutgoingHttpHeaders, readonly Uint8Array[], number, string]>([
    ["unknown service", { ":path": "/test.Nope/echo" }, [request(1)], 12, "unknown service Nope"],
    ["unknown method", { ":path": "/test.Stream/nope" }, [request(1)], 12, "unknown method nope"],
    ["no method", { ":path": "/echo" }, [request(1)], 13, 'malformed method name, method="/echo"'],
    ["another codec", { "content-type": "application/grpc" }, [request(1)], 13, "grpc invalid payload"],
    [
      "Thrift for a service of another codec",
      { "content-type": "application/grpc+thrift" },
      [request(1)],
      9,
      "decode failed, codec msg type not match with thriftCodec",
    ],
    ["a time without a unit", { "grpc-timeout": "1" }, [request(1)], 13, 'malformed grpc-timeout: "1"'],
    ["nine digits of time", { "grpc-timeout": "123456789m" }, [request(1)], 13, 'malformed grpc-timeout: "123456789m"'],
    ["no message", {}, [], 13, "no request came"],
    ["an empty body", {}, [Buffer.alloc(0)], 13, "no request came"],
    ["half a message", {}, [request(1).subarray(0, -1)], 13, "the stream ended 15 bytes into a message"],
    ["another type", {}, [message("no json")], 13, "Unexpected token 'o', \"no json\" is not valid JSON"],
    [
      "a message beyond the limit",
      {},
      [Buffer.from("0000400001", "hex"), Buffer.alloc(100)],
      8,
      "a message of 4194305 bytes came, the limit is 4194304",
    ],
    [
      "flag 1 without an encoding",
      {},
      [message(gzipSync("{}"), 1)],
      13,
      "a compressed message came, and no grpc-encoding is named",
    ],
    ["no gzip", { "grpc-encoding": "gzip" }, [message("hello", 1)], 13, "no gzip: incorrect header check"],
  ])("%s", async (_what, headers, body, code, text) => {
    expect(statusOf(await ask(headers, body))).toEqual([code, text]);
  });

  test("a compressor that nobody knows is answered with those that are read", async () => {
    const answer = await ask({ "grpc-encoding": "br" });
    expect(statusOf(answer)).toEqual([12, 'grpc-encoding "br" is not supported']);
    expect(answer.headers["grpc-accept-encoding"]).toBe("identity,gzip");
  });

  test("a bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    const [code, text] = Object(statusOf(await ask({ "grpc-encoding": "gzip" }, [message(bomb, 1)])));
    expect([code, text]).toEqual([8, `${bomb.length} compressed bytes become more than ${bomb.length * 200}`]);
  });

  test("one whose time is up before it began", async () => {
    const answer = await ask({ "grpc-timeout": "0n" }, [request(1)], { echo: () => new Promise(() => {}) });
    expect(Number(answer.headers["grpc-status"])).toBe(4);
  });
});

describe("a handler that fails", () => {
  test.each<[string, unknown, unknown]>([
    ["an error", new Error("plain error"), [13, "plain error [biz error]"]],
    ["a status", statusError(Status.NotFound, "gone % é"), [5, "gone %25 %C3%A9 [biz error]"]],
    [
      "an exception id",
      new KitexError(ErrorCode.Remote, "custom trans", { typeId: 1234 }),
      [1234, "custom trans [biz error]"],
    ],
    ["a limit", new KitexError(ErrorCode.OverLimit, "too many"), [8, "too many"]],
    [
      "the error of a call it made",
      new KitexError(ErrorCode.Remote, "there", { target: "x", status: { code: 5, message: "no", details: [] } }),
      [13, "there [biz error]"],
    ],
    ["no error", "text", [13, "text [biz error]"]],
  ])("with %s", async (_what, thrown, status) => {
    const answer = await ask({}, [request(1)], { echo: () => Promise.reject(thrown) });
    expect(statusOf(answer)).toEqual(status);
  });

  test("with a business status, as Kitex sends it", async () => {
    const error = new BizStatusError(404, "not found", { extra: { k: "v" } });
    const answer = await ask({}, [request(1)], { echo: () => Promise.reject(error) });
    expect(statusOf(answer)).toEqual([13, "not found"]);
    expect(answer.headers).toMatchObject({ "biz-status": "404", "biz-extra": '{"k":"v"}' });
  });

  test("details and metadata come with the one block of headers", async () => {
    const details = [{ typeUrl: "type.googleapis.com/a.E", value: Uint8Array.from([8, 1]) }];
    const answer = await ask({}, [request(1)], {
      echo: (_request, ctx) => {
        ctx.metadata.header.set("hk", "hv");
        ctx.metadata.trailer.set("tk", "tv");
        throw statusError(Status.Aborted, "x", { details });
      },
    });
    expect(statusOf(answer)).toEqual([10, "x [biz error]"]);
    expect(answer.headers).toMatchObject({ hk: "hv", tk: "tv" });
    expect(answer.headers["grpc-status-details-bin"]).toBeDefined();
  });

  test("is not quoted where errors are not exposed, but for the status that it chose", async () => {
    const hidden = { server: { exposeErrors: false } };
    const plain = await ask({}, [request(1)], { echo: () => Promise.reject(new Error("secret")) }, hidden);
    expect(statusOf(plain)).toEqual([13, "internal error [biz error]"]);
    const chosen = await ask({}, [request(1)], { echo: () => Promise.reject(statusError(5, "said")) }, hidden);
    expect(statusOf(chosen)).toEqual([5, "said [biz error]"]);
  });

  test("with a value that cannot be written: the status comes behind the headers", async () => {
    const answer = await ask({}, [request(1)], { echo: () => 1n });
    expect(answer.body.length).toBe(0);
    expect(answer.trailers).toEqual({
      "grpc-status": "13",
      "grpc-message": "Do not know how to serialize a BigInt",
    });
  });

  test("with a value that is too large", async () => {
    const answer = await ask(
      {},
      [request(1)],
      { echo: () => "x".repeat(50) },
      grpcOptions({ maxSendMessageBytes: 50 }),
    );
    expect(answer.trailers?.["grpc-status"]).toBe("8");
  });
});

describe("compression", () => {
  test("a compressed request is read without an option, and answered as it is", async () => {
    const answer = await ask({ "grpc-encoding": "gzip", "grpc-accept-encoding": "gzip" }, [
      message(gzipSync('{"value":"hi"}'), 1),
    ]);
    expect(answer.body).toEqual(response("hi"));
    expect(answer.headers["grpc-encoding"]).toBeUndefined();
  });

  test("with the option, callers who read it get gzip where that is shorter", async () => {
    await using rig = await startRig({}, grpcOptions({ compressors: ["gzip"] }));
    using client = new Http2Client(rig.port);
    const long = "a".repeat(300);
    const compressed = await client.ask({ ...call, "grpc-accept-encoding": "identity,deflate, gzip" }, request(long));
    expect(compressed.headers["grpc-encoding"]).toBe("gzip");
    expect(compressed.body[0]).toBe(1);
    expect(gunzipSync(compressed.body.subarray(5))).toEqual(response(long).subarray(5));
    expect(compressed.trailers).toEqual({ "grpc-status": "0" });
    const short = await client.ask({ ...call, "grpc-accept-encoding": "gzip" }, request(1));
    expect(short.body).toEqual(response(1));
    const plain = await client.ask(call, request(long));
    expect(plain.body).toEqual(response(long));
    expect(plain.headers["grpc-encoding"]).toBeUndefined();
  });

  test("a value that cannot be written fails the same", async () => {
    const answer = await ask(
      { "grpc-accept-encoding": "gzip" },
      [request(1)],
      { echo: () => 1n },
      grpcOptions({ compressors: ["gzip"] }),
    );
    expect(answer.trailers?.["grpc-status"] ?? answer.headers["grpc-status"]).toBe("13");
  });
});

describe("visitors that do not speak gRPC", () => {
  test.each<[OutgoingHttpHeaders, number]>([
    [{ ":method": "GET", ":path": "/" }, 200],
    [{ ":method": "GET", ":path": "/favicon.ico" }, 404],
    [{ ":method": "POST", ":path": "/", "content-type": "application/json" }, 415],
    [{ ":method": "POST", ":path": "/test.Stream/echo" }, 415],
    [{ ":method": "POST", ":path": "/test.Stream/echo", "content-type": "application/grpc-web" }, 415],
    [{ ":method": "PUT", ":path": "/", "content-type": "application/grpc" }, 405],
  ])("%j is answered %d, with a body", async (headers, status) => {
    await using rig = await startRig({});
    using client = new Http2Client(rig.port);
    const answer = await client.ask(headers, Buffer.from("a body"));
    expect(answer.headers[":status"]).toBe(status);
    expect(answer.body.length).toBe(Number(answer.headers["content-length"]));
    expect(String(answer.body)).toContain("gRPC");
    expect(answer.rst).toBe(0);
  });

  test("HEAD has no body", async () => {
    await using rig = await startRig({});
    using client = new Http2Client(rig.port);
    const answer = await client.ask({ ":method": "HEAD", ":path": "/" });
    expect([answer.headers[":status"], answer.body.length]).toEqual([200, 0]);
  });
});
