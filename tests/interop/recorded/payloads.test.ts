import { thrift } from "@kitex-ts/codec-thrift";
import type { Result } from "@kitex-ts/core";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { methodInfo, requestFromPlain, requestToPlain, typesOf } from "../our-services.ts";
import type { Outcome } from "../peer.ts";
import { fromPlain, type Plain, toPlain } from "../plain.ts";
import { bytesOf, manyReplies, manyRequests, payloadOf } from "./bytes.ts";
import { readRecording, recordedWays, type Vector } from "./vector.ts";

const limits = { maxDepth: 64, maxElements: 1_000_000 };

describe.each(recordedWays)("payloads that Kitex for Go sent to itself: $name", (way) => {
  for (const vector of readRecording(way).vectors) {
    const { name, request, reply } = vector;
    test(`${name}: the request means what both sides said, and is what we write`, () => {
      const payload = payloadOf(bytesOf(request.hex));
      expect(readRequest(payload, vector)).toEqual(request.args);
      expectBytes(writeRequest(vector), payload, manyRequests(vector), (bytes) => readRequest(bytes, vector));
    });
    if (reply === undefined) continue;
    test(`${name}: the reply means what both sides said, and is what we write`, () => {
      const payload = payloadOf(bytesOf(reply.hex));
      expect(readReply(payload, vector)).toEqual(withoutStatus(vector));
      expectBytes(writeReply(vector), payload, manyReplies(vector), (bytes) => readReply(bytes, vector));
    });
  }
});

/** The same bytes; where they can be written in several ways, bytes of the same length and meaning. */
function expectBytes(bytes: Buffer, recorded: Buffer, manyForms: boolean, read: (bytes: Buffer) => unknown): void {
  if (!manyForms) expect(bytes.toString("hex")).toBe(recorded.toString("hex"));
  expect(bytes.length).toBe(recorded.length);
  expect(read(bytes)).toEqual(read(recorded));
}

function readRequest(payload: Buffer, { service, method, request }: Vector): Plain {
  const info = methodInfo(service, method);
  const input = new ByteReader(payload);
  const kind = info.oneway ? "oneway" : "call";
  expect(thrift.decodeEnvelope(input)).toEqual({ kind, method, seqId: request.seqId });
  return requestToPlain(thrift.decodeRequest(input, info, limits), typesOf(info));
}

function writeRequest({ service, method, request }: Vector): Buffer {
  const info = methodInfo(service, method);
  return written((out) =>
    thrift.encodeRequest(out, info, request.seqId, requestFromPlain(request.args, typesOf(info)), limits),
  );
}

/** What a payload alone can say: the outcome, or nothing. */
function readReply(payload: Buffer, { service, method, request }: Vector): Outcome | undefined {
  const info = methodInfo(service, method);
  const input = new ByteReader(payload);
  const { kind, ...envelope } = thrift.decodeEnvelope(input);
  expect(envelope).toEqual({ method, seqId: request.seqId });
  if (kind === "exception") return { kind: "remote", ...thrift.decodeException(input) };
  expect(kind).toBe("reply");
  const result = thrift.decodeReply(input, info, limits);
  if (result === undefined) return undefined;
  const { fields } = typesOf(info).result;
  if (result.ok) {
    const success = fields.find(({ id }) => id === 0);
    return { kind: "value", value: success === undefined ? null : toPlain(result.value, success.type) };
  }
  const declared = fields.find(({ type }) => type.kind === "struct" && type.struct().isInstance?.(result.error));
  if (declared === undefined) throw new Error("an exception that the method does not declare");
  return { kind: "declared", name: declared.name, value: toPlain(result.error, declared.type) };
}

function writeReply(vector: Vector): Buffer {
  const { service, method, request } = vector;
  const { seqId } = request;
  const info = methodInfo(service, method);
  const outcome = withoutStatus(vector);
  return written((out) => {
    if (outcome === undefined) thrift.encodeEmptyReply(out, method, seqId);
    else if (outcome.kind === "remote") thrift.encodeException(out, method, seqId, outcome);
    else thrift.encodeReply(out, info, seqId, resultOf({ service, method }, outcome), limits);
  });
}

function resultOf({ service, method }: Pick<Vector, "service" | "method">, outcome: Outcome): Result<unknown, unknown> {
  const { fields } = typesOf(methodInfo(service, method)).result;
  if (outcome.kind === "value") {
    const success = fields.find(({ id }) => id === 0);
    return { ok: true, value: success === undefined ? undefined : fromPlain(outcome.value, success.type) };
  }
  const declared = outcome.kind === "declared" ? fields.find(({ name }) => name === outcome.name) : undefined;
  if (declared === undefined || outcome.kind !== "declared") throw new Error(`no result is a ${outcome.kind}`);
  return { ok: false, error: fromPlain(outcome.value, declared.type) };
}

/** A business status stands in the header, beside a reply without a result; without a header Kitex loses it. */
function withoutStatus({ name, reply }: Vector): Outcome | undefined {
  return name.startsWith("a business status") ? undefined : reply?.outcome;
}

function written(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter();
  write(out);
  return Buffer.concat(out.take());
}
