import { describe, expect, test } from "vitest";
import { methodNamed } from "../testdata/messages.ts";
import { payloadCodecContract } from "./contracts/payload-codec.ts";
import { DECLARED } from "./echo-service.ts";
import { jsonCodec } from "./json-codec.ts";

describe("keeps the contract of payload codecs", () => {
  const cases = payloadCodecContract({
    codec: jsonCodec,
    method: methodNamed("echo"),
    request: { message: "hi", list: [1, null, "\u{1f600}"] },
    response: ["anything", { at: "all" }],
    declared: Object.assign(new Error("no such"), { name: DECLARED }),
    unwritable: 1n,
  });
  test.each(cases)("$name", ({ run }) => run());
});

test("the contract finds a codec that does not keep it", () => {
  const forgetful = { ...jsonCodec, decodeEnvelope: () => ({ kind: "call", method: "echo", seqId: 0 }) as const };
  const cases = payloadCodecContract({
    codec: forgetful,
    method: methodNamed("echo"),
    request: 1,
    response: 1,
    declared: new Error("x"),
    unwritable: 1n,
  });
  const kept = cases.filter(({ run }) => {
    try {
      run();
      return true;
    } catch {
      return false;
    }
  });
  expect(kept.length).toBeLessThan(cases.length / 2);
});
