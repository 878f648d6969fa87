import { payloadCodecContract } from "@kitex-ts/core/testing";
import { describe, expect, test } from "vitest";
import { thrift } from "./payload-codec.ts";
import { echoService, MyErr } from "./testdata/echo-service.ts";

describe("keeps the contract of payload codecs", () => {
  const cases = payloadCodecContract({
    codec: thrift,
    method: echoService.Echo,
    request: { message: "hi \u{1f600}" },
    response: { message: "ho" },
    declared: new MyErr({ code: 42 }),
    unwritable: { message: 42 },
  });
  expect(cases.length).toBeGreaterThan(5);
  test.each(cases)("$name", ({ run }) => run());
});
