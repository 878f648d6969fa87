import type { Result } from "@kitex-ts/core/extension";
import { payloadCodecContract } from "@kitex-ts/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageBody } from "./message-body.ts";
import { protobuf } from "./payload-codec.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { readerOf, written } from "./testdata/bytes.ts";
import { RequiredText, textMethod } from "./testdata/echo-method.ts";

const limits = { maxDepth: 64, maxElements: 10_000 };
const echo = textMethod("Echo");

function requestHex(method: string, seqId: number, message: string): string {
  return written((out) => protobuf.encodeRequest(out, textMethod(method), seqId, { message }, limits)).toString("hex");
}

function replyHex(method: string, seqId: number, message: string): string {
  const outcome = { ok: true, value: { message } } as const;
  return written((out) => protobuf.encodeReply(out, textMethod(method), seqId, outcome, limits)).toString("hex");
}

function exceptionHex(method: string, seqId: number, typeId: number, message: string): string {
  return written((out) => protobuf.encodeException(out, method, seqId, { typeId, message })).toString("hex");
}

function decodedReply(hex: string): Result<unknown, unknown> | undefined {
  const input = readerOf(hex);
  expect(protobuf.decodeEnvelope(input).kind).toBe("reply");
  return protobuf.decodeReply(input, echo, limits);
}

describe("keeps the contract of payload codecs", () => {
  // Protobuf has no declared exceptions, and nothing at all is a message whose fields are unset.
  const inapplicable = [
    "a declared exception comes back as one that the method declares",
    "an empty reply is one without a result",
  ];
  const cases = payloadCodecContract({
    codec: protobuf,
    method: { ...echo, args: messageBody(RequiredText) },
    request: { message: "hi \u{1f600}" },
    response: { message: "ho" },
    declared: new Error("there is none"),
    unwritable: { message: 42 },
  });
  test.each(cases.filter(({ name }) => !inapplicable.includes(name)))("$name", ({ run }) => run());

  test("the cases that do not apply are cases", () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(inapplicable));
  });
});

// Recorded from Kitex for Go v0.16.3, headers and frame lengths removed.
describe("recorded exchanges", () => {
  test.each([
    ["a request", requestHex("Echo", 1, "hi"), "90010001000000044563686f000000010a026869"],
    ["its reply", replyHex("Echo", 1, "hi"), "90010002000000044563686f000000010a026869"],
    ["a request without its field", requestHex("Echo", 1, ""), "90010001000000044563686f00000001"],
    ["a reply without its field", replyHex("Echo", 1, ""), "90010002000000044563686f00000001"],
    [
      "a handler's error",
      exceptionHex("Fail", 1, 6, "biz error: plain error"),
      "90010003000000044661696c000000010806121662697a206572726f723a20706c61696e206572726f72",
    ],
    [
      "an error with an id of its own",
      exceptionHex("Fail", 1, 1234, "custom trans [biz error]"),
      "90010003000000044661696c0000000108d2091218637573746f6d207472616e73205b62697a206572726f725d",
    ],
    [
      "an unknown service, without TTHeader",
      exceptionHex("Nope", 0, 20, "unknown service , method Nope"),
      "90010003000000044e6f7065000000000814121d756e6b6e6f776e2073657276696365202c206d6574686f64204e6f7065",
    ],
    [
      "an unknown method",
      exceptionHex("Nope", 6, 1, "unknown method Nope (service EchoService)"),
      "90010003000000044e6f70650000000608011229756e6b6e6f776e206d6574686f64204e6f7065202873657276696365204563686f5365727669636529",
    ],
    [
      "a body that is no message",
      exceptionHex("Echo", 5, 7, "unexpected EOF"),
      "90010003000000044563686f000000050807120e756e657870656374656420454f46",
    ],
  ])("%s has the same bytes", (_what, ours, recorded) => expect(ours).toBe(recorded));

  test("a business status stands in the header; the reply that carries it has an empty body", () => {
    const bytes = written((out) => protobuf.encodeEmptyReply(out, "Fail", 1));
    expect(bytes.toString("hex")).toBe("90010002000000044661696c00000001");
  });

  test("a reply is read, and a field that is not there is empty", () => {
    expect(decodedReply("90010002000000044563686f000000010a026869")).toEqual({ ok: true, value: { message: "hi" } });
    expect(decodedReply("90010002000000044563686f00000001")).toEqual({ ok: true, value: { message: "" } });
  });

  test.each([
    ["of any method", "9001000300000004 5a63686f 00000009 08061203616263", { typeId: 6, message: "abc" }],
    ["without a text", "9001000300000004 5a63686f 00000009", { typeId: 0, message: "unknown application exception" }],
  ])("an exception %s is read", (_what, hex, exception) => {
    const input = readerOf(hex);
    expect(protobuf.decodeEnvelope(input)).toMatchObject({ kind: "exception", method: "Zcho", seqId: 9 });
    expect(protobuf.decodeException(input)).toEqual(exception);
  });
});

describe("an exception", () => {
  const exception = (body: string): unknown => protobuf.decodeException(readerOf(body));

  test("has its fields in any order, the last counts, and others are skipped", () => {
    const fields = `
      1a 01 78         // field 3, bytes
      12 01 61         // Message "a"
      08 06            // TypeID 6
      23 2b 2c 24      // field 4, a group with another in it
      12 01 62         // Message "b"
      08 14            // TypeID 20`;
    expect(exception(fields)).toEqual({ typeId: 20, message: "b" });
  });

  test("keeps a negative id, which Kitex writes in five bytes and others in ten", () => {
    expect(exception("08 ff ff ff ff 0f")).toMatchObject({ typeId: -1 });
    expect(exception("08 ff ff ff ff ff ff ff ff ff 01")).toMatchObject({ typeId: -1 });
    expect(exceptionHex("m", 1, -1, "")).toBe("90010003000000016d0000000108ffffffffffffffffff01");
  });

  test.each([
    ["a text longer than the bytes", "12 05 61"],
    ["a varint without an end", "08 ff ff"],
    ["an end of a group that did not begin", "24"],
    ["a field of number 0", "02 00"],
  ])("with %s is refused", (_what, body) => expect(() => exception(body)).toThrow(ProtobufError));
});

describe("an envelope", () => {
  test.each([
    ["of Thrift", "80010001 00000004 4563686f 00000001", "a message that starts with 0x80010001 is no Kitex Protobuf"],
    ["of no kind", "90010000 00000004 4563686f 00000001", "a message of unknown type 0"],
    ["of an unknown kind", "90010005 00000004 4563686f 00000001", "a message of unknown type 5"],
    ["without a method", "90010001 00000000 00000005 0a026869", "a method name of 0 bytes"],
    ["of a method of negative length", "90010001 ffffffff 4563686f 00000001", "a method name of -1 bytes"],
    ["of a method longer than the bytes", "90010001 7fffffff 4563686f 00000001", "2147483647 bytes needed, 8 left"],
    ["cut short", "90010001 00000004 456368", "bytes needed"],
  ])("%s is refused", (_what, hex, problem) => {
    expect(() => protobuf.decodeEnvelope(readerOf(hex))).toThrow(ProtobufError);
    expect(() => protobuf.decodeEnvelope(readerOf(hex))).toThrow(problem);
  });

  test("does not say where its message ends", () => expect(protobuf.messageLength).toBeUndefined());
});

test("whatever the bytes are, nothing but a ProtobufError is thrown", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (tail, asException) => {
      const input = readerOf(`90010001000000044563686f00000001${Buffer.from(tail).toString("hex")}`);
      protobuf.decodeEnvelope(input);
      try {
        if (asException) protobuf.decodeException(input);
        else protobuf.decodeRequest(input, echo, limits);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }),
  );
});

test("a failure that the IDL does not declare is no outcome of a method", () => {
  const outcome = { ok: false, error: new Error("x") } as const;
  expect(() => written((out) => protobuf.encodeReply(out, echo, 1, outcome, limits))).toThrow(ProtobufError);
});
