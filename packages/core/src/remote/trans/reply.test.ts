import { describe, expect, test } from "vitest";
import { BizStatusError } from "../../errors/biz-status-error.ts";
import { ErrorCode } from "../../errors/codes.ts";
import {
  emptyReplyPayload,
  exceptionPayload,
  framed,
  headed,
  limits,
  replyPayload,
  requestPayload,
} from "../../testdata/messages.ts";
import { DECLARED, echoService } from "../../testing/echo-service.ts";
import { jsonCodec } from "../../testing/json-codec.ts";
import { testContext } from "../../testing/test-context.ts";
import { type Reply, readReply } from "./reply.ts";

const methodInfo = echoService().methods.get("echo");

function context(): ReturnType<typeof testContext> {
  const ctx = testContext({ address: "10.0.0.7:8888", phase: "response" });
  return ctx;
}

function read(frame: Buffer, ctx = context(), codec = jsonCodec): Reply {
  return readReply(ctx, 1, frame, { codecs: [codec], limits });
}

test("a value, and what it took", () => {
  const ctx = context();
  const frame = headed(1, replyPayload(1, "hi"));
  expect(read(frame, ctx)).toEqual({ closing: "no", outcome: { kind: "value", value: "hi" } });
  expect([ctx.phase, ctx.rpcInfo.stats.receivedBytes]).toEqual(["decode", frame.length]);
});

test("a reply may take another form than its request: plainly framed, or bare", () => {
  expect(read(framed(replyPayload(1, "hi"))).outcome).toEqual({ kind: "value", value: "hi" });
  expect(read(replyPayload(1, "hi")).outcome).toEqual({ kind: "value", value: "hi" });
});

test("a header with another sequence id is no reason to refuse: some peers leave it out", () => {
  expect(read(headed(99, replyPayload(1, "hi"))).outcome.kind).toBe("value");
});

test("a declared exception comes as the codec made it", () => {
  const payload = replyPayload(1, "unused");
  const codec = {
    ...jsonCodec,
    decodeReply: () => ({ ok: false, error: Object.assign(new Error("no"), { name: DECLARED }) }) as const,
  };
  const { outcome } = read(headed(1, payload), context(), codec);
  expect(outcome).toMatchObject({ kind: "failure", error: { name: DECLARED } });
  expect(methodInfo?.result.declares(outcome.kind === "value" ? undefined : outcome.error)).toBe(true);
});

describe("headers", () => {
  test("unreserved names are backward values, those of the protocol never", () => {
    const ctx = context();
    const strings = Object.entries({
      bk: "bv",
      crrst: "1",
      "kx.x": "1",
      rip: "1.2.3.4:5",
      RPC_PERSIST_a: "b",
      PV_x: "1",
      isn: "E",
    });
    read(headed(1, replyPayload(1, "hi"), { strings }), ctx);
    expect([...ctx.meta.backward]).toEqual([["bk", "bv"]]);
  });

  test("backward values come with an exception too", () => {
    const ctx = context();
    read(headed(1, exceptionPayload(1, { typeId: 6, message: "x" }), { strings: [["bk", "bv"]] }), ctx);
    expect(ctx.meta.backward.get("bk")).toBe("bv");
  });

  test("a reply without any makes no metadata", () => {
    const ctx = context();
    read(headed(1, replyPayload(1, "hi")), ctx);
    expect(ctx.metaIfAny).toBeUndefined();
  });

  test("crrst, whatever its value, says that the connection ends", () => {
    for (const value of ["1", "0", ""]) {
      expect(read(headed(1, replyPayload(1, "hi"), { strings: [["crrst", value]] })).closing).toBe("yes");
    }
  });
});

describe("business statuses", () => {
  const strings = [
    ["biz-status", "404"],
    ["biz-message", "not found"],
    ["biz-extra", '{"k":"v"}'],
  ] as const;
  const status = new BizStatusError(404, "not found", { extra: { k: "v" } });

  test("are errors of their own", () => {
    const { closing, outcome } = read(headed(1, emptyReplyPayload(1), { strings }));
    expect([closing, outcome]).toEqual(["no", { kind: "failure", error: status }]);
  });

  test("win over a result, and lose against an exception", () => {
    expect(read(headed(1, replyPayload(1, "hi"), { strings })).outcome).toEqual({ kind: "failure", error: status });
    const failed = read(headed(1, exceptionPayload(1, { typeId: 6, message: "x" }), { strings })).outcome;
    expect(failed).toMatchObject({ error: { code: ErrorCode.Remote } });
  });

  test("that cannot be read are failures, not successes", () => {
    const broken = [["biz-status", "404"] as const, ["biz-extra", "{"] as const];
    expect(read(headed(1, emptyReplyPayload(1), { strings: broken })).outcome).toMatchObject({
      kind: "failure",
      error: {
        code: ErrorCode.Protocol,
        message:
          "Echo/echo got a business status that cannot be read from 10.0.0.7:8888: biz-extra is no JSON object of strings",
      },
    });
  });
});

describe("exceptions", () => {
  test.each([
    [1, ErrorCode.UnknownMethod, "unless-shared"],
    [7, ErrorCode.Remote, "unless-shared"],
    [9, ErrorCode.Remote, "unless-shared"],
    [20, ErrorCode.UnknownService, "unless-shared"],
    [6, ErrorCode.Remote, "no"],
    [1234, ErrorCode.Remote, "no"],
    [-5, ErrorCode.Remote, "no"],
  ])("%s is %s, and its connection closes: %s", (typeId, code, closing) => {
    const reply = read(headed(1, exceptionPayload(1, { typeId, message: "it broke" })));
    expect(reply).toMatchObject({
      closing,
      outcome: {
        kind: "failure",
        error: { code, typeId, phase: "handler", message: "Echo/echo failed on 10.0.0.7:8888: it broke" },
      },
    });
  });

  test("with crrst the connection closes in any case", () => {
    const frame = headed(1, exceptionPayload(1, { typeId: 1, message: "x" }), { strings: [["crrst", "1"]] });
    expect(read(frame).closing).toBe("yes");
  });

  test("their sequence id and method are not compared, as a Go client does not", () => {
    expect(read(headed(1, exceptionPayload(99, { typeId: 6, message: "x" }))).outcome.kind).toBe("failure");
  });

  test("their text cannot forge log lines", () => {
    const { outcome } = read(headed(1, exceptionPayload(1, { typeId: 6, message: "a\n\u001b[2Jb" })));
    expect(outcome).toMatchObject({ error: { message: "Echo/echo failed on 10.0.0.7:8888: a\\u000a\\u001b[2Jb" } });
  });
});

describe("violations", () => {
  const unreadable = exceptionPayload(1, { typeId: 6, message: "x" });
  unreadable.fill("?", unreadable.length - 5);
  const otherMethod = Buffer.from(replyPayload(1, "hi"));
  otherMethod.write("ecco", otherMethod.indexOf("echo"));

  test.each([
    [
      "another sequence id",
      headed(1, replyPayload(2, "hi")),
      "got the reply to another call from 10.0.0.7:8888: sequence id 2 instead of 1",
    ],
    ["another method", headed(1, otherMethod), 'got the reply of method "ecco" from 10.0.0.7:8888'],
    [
      "a request",
      headed(1, requestPayload(1, "hi")),
      'got a message of kind "call" instead of a reply from 10.0.0.7:8888',
    ],
    [
      "a oneway request",
      headed(1, requestPayload(1, "hi", "notify")),
      'got a message of kind "oneway" instead of a reply from 10.0.0.7:8888',
    ],
    [
      "an unknown payload",
      headed(1, Buffer.from("no payload at all")),
      "got bytes that are no reply from 10.0.0.7:8888: invalid payload (first4Bytes=0x11, second4Bytes=0x6e6f2070)",
    ],
    [
      "no payload",
      headed(1, Buffer.alloc(0)),
      "got bytes that are no reply from 10.0.0.7:8888: a message without a payload",
    ],
  ])("%s", (_what, frame, text) => {
    const { closing, outcome } = read(frame);
    expect(closing).toBe("unless-shared");
    expect(outcome).toMatchObject({
      kind: "violation",
      error: { code: ErrorCode.Protocol, message: `Echo/echo ${text}`, phase: "decode", target: "10.0.0.7:8888" },
    });
  });

  test("an exception that cannot be read", () => {
    const { outcome } = read(headed(1, unreadable));
    expect(outcome).toMatchObject({ kind: "violation", error: { code: ErrorCode.Protocol } });
    expect(outcome.kind === "value" ? "" : String(outcome.error)).toMatch(
      /got an exception that cannot be read from 10\.0\.0\.7:8888: /,
    );
  });
});

test("a reply without its result is an error of ours, where Kitex returns nil", () => {
  expect(read(headed(1, emptyReplyPayload(1)))).toMatchObject({
    closing: "no",
    outcome: {
      kind: "failure",
      error: {
        code: ErrorCode.MissingResult,
        message: "Echo/echo got a reply without a result, a declared exception or a business status from 10.0.0.7:8888",
      },
    },
  });
});

test("a result that does not fit its type is Decode, with the codec's complaint", () => {
  const codec = {
    ...jsonCodec,
    decodeReply: () => {
      throw new Error("reply.postId is missing");
    },
  };
  expect(read(headed(1, replyPayload(1, "hi")), context(), codec)).toMatchObject({
    closing: "no",
    outcome: {
      kind: "failure",
      error: {
        code: ErrorCode.Decode,
        message: "Echo/echo got a response that does not fit its type from 10.0.0.7:8888: reply.postId is missing",
      },
    },
  });
});
