import { describe, expect, test } from "vitest";
import { MetaInfo } from "../../context/meta-info.ts";
import { written } from "../../testdata/hex.ts";
import { limits } from "../../testdata/messages.ts";
import { fullRequest } from "../../testdata/wire-frames.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type TestContextOptions, testContext } from "../../testing/test-context.ts";
import { readTTHeader, type TTHeaderContent, writeTTHeader } from "../codec/ttheader.ts";
import { type ConnectionFacts, requestHeader } from "./request-header.ts";

function headerOf(options: TestContextOptions, facts: Partial<ConnectionFacts> = {}, framed = true): TTHeaderContent {
  const form = { header: true, framed };
  return requestHeader(testContext(options), "EchoService", 1, form, { shared: false, offers: false, ...facts });
}

test("a request with a timeout and metadata has Kitex's pairs in their order", () => {
  const meta = new MetaInfo();
  meta.transient.set("k1", "v1");
  meta.persistent.set("logid", "12345");
  const content = headerOf({ method: "Echo", destination: "echo.svc", timeoutMs: 500, clock: fakeClock(), meta });
  const payload = fullRequest.subarray(readTTHeader(fullRequest, limits).payloadStart);
  expect(written((out) => writeTTHeader(out, content, () => out.writeBytes(payload)))).toEqual(fullRequest);
});

test("the caller's names, a oneway method and an unframed payload are told", () => {
  const ints = new Map(headerOf({ callerService: "a", callerMethod: "m", oneway: true }, {}, false).ints);
  expect([ints.get(3), ints.get(20), ints.get(22), ints.get(1)]).toEqual(["a", "m", "4", "unframed"]);
});

describe("time", () => {
  test("without a limit no timeout is sent", () => {
    expect(new Map(headerOf({}).ints).has(12)).toBe(false);
  });

  test.each([
    [0, "300"],
    [0.2, "300"],
    [100, "200"],
    [299.5, "1"],
    [300, "1"],
    [400, "1"],
  ])("after %s of 300 ms, %s are left: rounded up and never 0", (elapsed, text) => {
    const clock = fakeClock();
    const ctx = testContext({ clock, timeoutMs: 300 });
    clock.advance(elapsed);
    const facts = { shared: false, offers: false };
    expect(new Map(requestHeader(ctx, "E", 1, { header: true, framed: true }, facts).ints).get(12)).toBe(text);
  });

  test("the connect timeout is told only when the application stated it, between timeout and caller's method", () => {
    expect(new Map(headerOf({}).ints).has(17)).toBe(false);
    const keys = headerOf({ connectTimeoutMs: 49.5, timeoutMs: 5, clock: fakeClock() }).ints;
    expect(keys.map(([key]) => key)).toEqual([1, 3, 6, 9, 12, 17, 20, 22]);
    expect(new Map(keys).get(17)).toBe("50");
  });
});

describe("sharing", () => {
  test("a connection that may be shared is offered by a pair, not by a flag", () => {
    const { flags, strings } = headerOf({}, { offers: true });
    expect([flags, strings]).toEqual([
      0,
      [
        ["isn", "EchoService"],
        ["kx.mux", "1"],
      ],
    ]);
  });

  test("on one that is shared every request says that replies may come in any order", () => {
    expect(headerOf({}, { shared: true })).toMatchObject({ flags: 1, strings: [["isn", "EchoService"]] });
  });
});
