import { expect, test } from "vitest";
import { resolveSessionOptions } from "./session-options.ts";

test("the defaults are those that are documented", () => {
  const { clock, ...rest } = resolveSessionOptions({});
  expect(clock.now()).toBeGreaterThan(0);
  expect(rest).toMatchInlineSnapshot(`
    {
      "dynamicWindow": true,
      "floods": {
        "continuations": 32,
        "emptyFrames": 1000,
        "idleFrames": 10000,
        "pings": 200,
        "resets": 200,
        "settings": 100,
        "windowMs": 1000,
      },
      "headerTableBytes": 4096,
      "initialConnectionWindowBytes": 65535,
      "initialWindowBytes": 65535,
      "maxConcurrentStreams": 1000,
      "maxFrameBytes": 16384,
      "maxHeaderFields": 256,
      "maxHeaderListBytes": 65536,
      "maxUnconsumedBytes": 67108864,
      "maxWindowBytes": 16777216,
      "streamHighWaterBytes": 65536,
      "trimFieldValues": false,
    }
  `);
});

test.each([
  [{}, true],
  [{ initialWindowBytes: 65_535 }, true],
  [{ initialWindowBytes: 70_000 }, false],
  [{ initialConnectionWindowBytes: 70_000 }, false],
  [{ initialWindowBytes: 70_000, dynamicWindow: true }, true],
  [{ dynamicWindow: false }, false],
])("with %j windows grow: %s", (given, grows) => {
  expect(resolveSessionOptions(given).dynamicWindow).toBe(grows);
});

test.each([
  [{ maxFrameBytes: 16_383 }],
  [{ maxFrameBytes: 0x100_0000 }],
  [{ initialWindowBytes: 0x8000_0000 }],
  [{ initialWindowBytes: -1 }],
  [{ initialConnectionWindowBytes: 65_534 }],
  [{ maxConcurrentStreams: 1.5 }],
  [{ headerTableBytes: Number.NaN }],
])("what HTTP/2 cannot say is refused: %j", (given) => {
  expect(() => resolveSessionOptions(given)).toThrow(RangeError);
});
