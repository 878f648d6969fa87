import { describe, expect, test } from "vitest";
import { MetaInfo } from "../../context/meta-info.ts";
import type { RpcContext } from "../../context/rpc-context.ts";
import { written } from "../../testdata/hex.ts";
import { limits } from "../../testdata/messages.ts";
import { fullRequest } from "../../testdata/wire-frames.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type TestContextOptions, testContext } from "../../testing/test-context.ts";
import { readTTHeader, type TTHeader, type TTHeaderContent, writeTTHeader } from "../codec/ttheader.ts";
import { RequestHeaders } from "./request-header.ts";

const headers = new RequestHeaders("EchoService", { header: true, framed: true });

interface Facts {
  readonly shared?: boolean;
  readonly offers?: boolean;
}

function contentOf(ctx: RpcContext, { shared = false, offers = false }: Facts = {}, made = headers): TTHeaderContent {
  return made.make(ctx, 1, shared, offers);
}

/** A header as its receiver reads it. */
function headerOf(options: TestContextOptions, facts: Facts = {}, made = headers): TTHeader {
  return received(contentOf(testContext(options), facts, made));
}

function received(content: TTHeaderContent): TTHeader {
  return readTTHeader(
    written((out) => writeTTHeader(out, content, () => {})),
    limits,
  );
}

test("a request with a timeout and metadata has Kitex's pairs in their order", () => {
  const meta = new MetaInfo();
  meta.transient.set("k1", "v1");
  meta.persistent.set("logid", "12345");
  const ctx = testContext({ method: "Echo", destination: "echo.svc", timeoutMs: 500, clock: fakeClock(), meta });
  const content = contentOf(ctx);
  const payload = fullRequest.subarray(readTTHeader(fullRequest, limits).payloadStart);
  expect(written((out) => writeTTHeader(out, content, () => out.writeBytes(payload)))).toEqual(fullRequest);
});

test("the caller's names, a oneway method and an unframed payload are told", () => {
  const unframed = new RequestHeaders("EchoService", { header: true, framed: false });
  const { ints } = headerOf({ callerService: "a", callerMethod: "m", oneway: true }, {}, unframed);
  expect([ints.get(3), ints.get(20), ints.get(22), ints.get(1)]).toEqual(["a", "m", "4", "unframed"]);
});

describe("time", () => {
  test("without a limit no timeout is sent", () => {
    expect(headerOf({}).ints.has(12)).toBe(false);
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
    expect(received(contentOf(ctx)).ints.get(12)).toBe(text);
  });

  test("the connect timeout is told only when the application stated it, between timeout and caller's method", () => {
    expect(headerOf({}).ints.has(17)).toBe(false);
    const { ints } = headerOf({ connectTimeoutMs: 49.5, timeoutMs: 5, clock: fakeClock() });
    expect([...ints.keys()]).toEqual([1, 3, 6, 9, 12, 17, 20, 22]);
    expect(ints.get(17)).toBe("50");
  });
});

describe("sharing", () => {
  test("a connection that may be shared is offered by a pair, not by a flag", () => {
    const { flags, strings } = headerOf({}, { offers: true });
    expect([flags, [...strings]]).toEqual([
      0,
      [
        ["isn", "EchoService"],
        ["kx.mux", "1"],
      ],
    ]);
  });

  test("on one that is shared every request says that replies may come in any order", () => {
    const { flags, strings } = headerOf({}, { shared: true });
    expect([flags, [...strings]]).toEqual([1, [["isn", "EchoService"]]]);
  });
});

describe("what is remembered", () => {
  test("the same call again has the same bytes, encoded once", () => {
    const clock = fakeClock();
    const { methodInfo } = testContext().rpcInfo.invocation;
    const invocation = { service: "Echo", method: "echo", methodInfo };
    const encodedOf = (options: TestContextOptions): unknown => {
      const ctx = testContext({ clock, timeoutMs: 5_000, ...options });
      Object.assign(ctx.rpcInfo, { invocation });
      const content = contentOf(ctx);
      return "encoded" in content ? content.encoded : undefined;
    };
    const first = encodedOf({});
    expect(first).toBeInstanceOf(Uint8Array);
    expect(encodedOf({})).toBe(first);
    // Whatever differs is written anew.
    for (const other of [{ timeoutMs: 4_999 }, { callerService: "a" }, { callerMethod: "m" }, { destination: "d" }]) {
      expect(encodedOf(other)).not.toEqual(first);
    }
    expect(encodedOf({ meta: new MetaInfo() })).toBeUndefined();
  });
});
