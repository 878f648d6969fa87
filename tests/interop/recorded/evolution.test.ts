import { thrift } from "@kitex-ts/codec-thrift";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { methodInfo, requestFromPlain, requestToPlain, typesOf } from "../our-services.ts";
import { fromPlain, normal, type Plain, toPlain } from "../plain.ts";
import { bytesOf, payloadOf } from "./bytes.ts";
import { readEvolution } from "./evolution.ts";

const limits = { maxDepth: 64, maxElements: 1_000_000 };

describe.each(readEvolution())("between IDLs of two ages: $name", ({ caller, callee, request, reply }) => {
  const callerInfo = methodInfo(caller, "keep");
  const calleeInfo = methodInfo(callee, "keep");
  const asked = payloadOf(bytesOf(request.hex));
  const answered = payloadOf(bytesOf(reply.hex));

  test("the request is what we write by the caller's IDL, and means what its handler saw by the callee's", () => {
    const out = new ByteWriter();
    const value = requestFromPlain(request.args, typesOf(callerInfo));
    thrift.encodeRequest(out, callerInfo, request.seqId, value, limits);
    expect(Buffer.concat(out.take()).toString("hex")).toBe(asked.toString("hex"));
    expect(readRequest(asked, callerInfo)).toEqual(normal(request.args, typesOf(callerInfo).args));
    expect(readRequest(asked, calleeInfo)).toEqual(request.seen);
  });

  test("the reply is what we write by the callee's IDL, and means what its caller got by the caller's", () => {
    const out = new ByteWriter();
    const type = successOf(calleeInfo);
    const value = fromPlain(readReply(answered, calleeInfo), type);
    thrift.encodeReply(out, calleeInfo, request.seqId, { ok: true, value }, limits);
    expect(Buffer.concat(out.take()).toString("hex")).toBe(answered.toString("hex"));
    expect({ kind: "value", value: readReply(answered, callerInfo) }).toEqual(reply.outcome);
  });
});

function readRequest(payload: Buffer, info: MethodInfo): Plain {
  const input = new ByteReader(payload);
  thrift.decodeEnvelope(input);
  return requestToPlain(thrift.decodeRequest(input, info, limits), typesOf(info));
}

function readReply(payload: Buffer, info: MethodInfo): Plain {
  const input = new ByteReader(payload);
  thrift.decodeEnvelope(input);
  const result = thrift.decodeReply(input, info, limits);
  if (result?.ok !== true) throw new Error("a reply without a value");
  return toPlain(result.value, successOf(info));
}

function successOf(info: MethodInfo): Parameters<typeof toPlain>[1] {
  const success = typesOf(info).result.fields.find(({ id }) => id === 0);
  if (success === undefined) throw new Error("a method without a result");
  return success.type;
}
