import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hex } from "../../../testdata/hex.ts";
import { BadMessageError } from "./bad-message.ts";
import { compress, type InflateLimits, inflate } from "./gzip.ts";

const plenty: InflateLimits = { maxBytes: 1 << 24, maxInflateRatio: 200 };
const hi = gzipSync(Buffer.from("hi"));

async function refusal(bytes: Uint8Array, limits = plenty): Promise<BadMessageError> {
  const error = await inflate(bytes, limits).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BadMessageError)) throw new Error("nothing was refused", { cause: error });
  return error;
}

test("what is compressed inflates to the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 10_000 }), async (bytes) => {
      const compressed = await compress(bytes);
      expect(gunzipSync(compressed)).toEqual(Buffer.from(bytes));
      expect(await inflate(compressed, plenty)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 30 },
  );
});

test("what Kitex compressed inflates", async () => {
  const recorded = hex("1f8b08000000000000ffe262cac804040000ffff45d337d404000000");
  expect(await inflate(recorded, plenty)).toEqual(hex("0a026869"));
});

test("several members are one message", async () => {
  expect(String(await inflate(Buffer.concat([hi, hi]), plenty))).toBe("hihi");
});

describe("refused, and never thrown elsewhere", () => {
  test.each([
    ["no byte", Buffer.alloc(0)],
    ["no gzip", Buffer.from("hello world")],
    ["a gzip that is cut off", hi.subarray(0, -1)],
    ["a wrong checksum", Buffer.from(hi).fill(0, hi.length - 8)],
    ["text behind the end", Buffer.concat([hi, Buffer.from("more")])],
    ["zeros behind the end", Buffer.concat([hi, Buffer.alloc(3)])],
  ])("%s", async (_what, bytes) => {
    expect((await refusal(bytes)).kind).toBe("malformed");
  });

  test("any damage to a good one, without an end of the process", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(hi.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(hi);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const outcome = await inflate(damaged, plenty).catch((error: unknown) => error);
        // Some bytes of the header may have any value.
        expect(outcome instanceof BadMessageError || String(outcome) === "hi").toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a bomb", () => {
  const million = gzipSync(Buffer.alloc(1_000_000));

  test("is refused at the size limit", async () => {
    expect((await refusal(gzipSync(Buffer.alloc(70_000, "ab")), { ...plenty, maxBytes: 69_999 })).kind).toBe(
      "too-large",
    );
  });

  test("is refused beyond 200 times its size, also where the size limit allows more", async () => {
    expect(million.length).toBeLessThan(1_100);
    const error = await refusal(million);
    expect(error.kind).toBe("too-large");
    expect(error.message).toBe(`${million.length} compressed bytes become more than ${million.length * 200}`);
  });

  test("is none to who says so", async () => {
    const bytes = await inflate(million, { ...plenty, maxInflateRatio: Number.POSITIVE_INFINITY });
    expect(bytes.length).toBe(1_000_000);
  });

  test("is no bomb below 64 KiB", async () => {
    expect((await inflate(gzipSync(Buffer.alloc(65_536)), plenty)).length).toBe(65_536);
  });
});
