import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { hex } from "../../../testdata/hex.ts";
import { BadMessageError } from "./bad-message.ts";
import { compress, type InflateLimits, inflate } from "./gzip.ts";

const plenty: InflateLimits = { maxBytes: 1 << 24, maxInflateRatio: 200 };
const hi = gzipSync(Buffer.from("hi"));

/** Noise, which gzip makes no smaller: too long to be done at once. */
const noise = randomBytes(10_000);
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function refusal(bytes: Uint8Array, limits = plenty): Promise<BadMessageError> {
  const outcome = inflate(bytes, limits);
  if (!(outcome instanceof Promise)) throw new Error("nothing was refused");
  const error: unknown = await outcome.catch((thrown: unknown) => thrown);
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

describe("refused, and never thrown", () => {
  describe.each([
    ["small", hi],
    ["large", gzipSync(noise)],
  ])("%s", (_size, good) => {
    test.each([
      ["a gzip that is cut off", good.subarray(0, -1)],
      ["a wrong checksum", Buffer.from(good).fill(0, good.length - 8)],
      ["text behind the end", Buffer.concat([good, Buffer.from("more")])],
      ["zeros behind the end", Buffer.concat([good, Buffer.alloc(3)])],
      ["a bad member behind a good one", Buffer.concat([good, good.subarray(0, -1)])],
      ["no gzip", Buffer.alloc(good.length, "hello world")],
    ])("%s", async (_what, bytes) => {
      expect((await refusal(bytes)).kind).toBe("malformed");
    });
  });

  test("no byte", async () => {
    expect((await refusal(Buffer.alloc(0))).kind).toBe("malformed");
  });

  test("any damage to a good one, without an end of the process", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(hi.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(hi);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const outcome = await Promise.resolve(inflate(damaged, plenty)).catch((error: unknown) => error);
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

  test.each([0, 1, 99])("is refused at a limit of %d bytes, however small it is", async (maxBytes) => {
    expect((await refusal(gzipSync(Buffer.alloc(maxBytes + 1)), { ...plenty, maxBytes })).kind).toBe("too-large");
    expect(await inflate(gzipSync(Buffer.alloc(maxBytes)), { ...plenty, maxBytes })).toHaveLength(maxBytes);
  });
});

describe("at once", () => {
  beforeEach(nextTurn);

  test("small messages are compressed and inflated, up to 4 KiB", async () => {
    for (const length of [0, 1, 4096]) {
      expect(compress(noise.subarray(0, length))).toBeInstanceOf(Buffer);
      const compressed = gzipSync(Buffer.alloc(length, "a message"));
      expect(inflate(compressed, plenty)).toEqual(Buffer.alloc(length, "a message"));
    }
    const larger = noise.subarray(0, 4097);
    const compressing = compress(larger);
    expect(compressing).toBeInstanceOf(Promise);
    expect(await inflate(await compressing, plenty)).toEqual(larger);
  });

  test("comes no more than 64 KiB out of a message: a thread does what becomes larger", async () => {
    const most = gzipSync(Buffer.alloc(65_536));
    const more = gzipSync(Buffer.alloc(65_537));
    expect(inflate(most, plenty)).toBeInstanceOf(Buffer);
    const inflating = inflate(more, { ...plenty, maxInflateRatio: 2000 });
    expect(inflating).toBeInstanceOf(Promise);
    expect(await inflating).toHaveLength(65_537);
  });

  test("a flood of small bodies that become large is not inflated: others get their turn after a few", async () => {
    const small = gzipSync(Buffer.alloc(65_000));
    const bodies = Array.from({ length: 1000 }, () => inflate(small, plenty));
    const atOnce = bodies.filter((body) => body instanceof Buffer).length;
    expect(atOnce).toBeGreaterThan(10);
    expect(atOnce).toBeLessThan(100);
    for (const body of await Promise.all(bodies)) expect(body).toHaveLength(65_000);
  });

  test("and of those that are nothing but bad", async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const [good, refusals] = [gzipSync(Buffer.from("hi")), Array.from({ length: 200 }, () => refusal(bomb))];
    const late = inflate(good, plenty);
    expect(late).toBeInstanceOf(Promise);
    expect(String(await late)).toBe("hi");
    expect(new Set((await Promise.all(refusals)).map(({ kind }) => kind))).toEqual(new Set(["too-large"]));
  });

  test("a long stream is nearly all done, in pieces between which others get their turn", async () => {
    let later = 0;
    for (let i = 0; i < 2000; i++) {
      const compressed = compress(noise.subarray(0, 100));
      const inflated = inflate(await compressed, plenty);
      for (const done of [compressed, inflated]) if (done instanceof Promise) later += 1;
      expect((await inflated).equals(noise.subarray(0, 100))).toBe(true);
    }
    expect(later).toBeGreaterThan(10);
    expect(later).toBeLessThan(100);
  });
});
