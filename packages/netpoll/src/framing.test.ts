import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FrameLength } from "./buffer/pending-bytes.ts";
import { ConnectionErrorCode } from "./errors.ts";
import { FrameSplitter } from "./framing.ts";
import { bodyOf, frameOf, lengthPrefixed } from "./testdata/length-prefixed.ts";

const splitter = (frameLength: FrameLength = lengthPrefixed, max = 1024): FrameSplitter =>
  new FrameSplitter(frameLength, max, "10.0.0.7:8888");

function drain(frames: FrameSplitter): string[] {
  const bodies: string[] = [];
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) bodies.push(bodyOf(frame));
  return bodies;
}

test("frames come out the same however the stream was cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 200 })),
      fc.array(fc.nat({ max: 90 }), { minLength: 1 }),
      (bodies, cuts) => {
        const stream = Buffer.concat(bodies.map((body) => frameOf(body)));
        const frames = splitter();
        const found: string[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const end = at + (cuts[i % cuts.length] ?? 0) + (i % 7 === 0 ? 1 : 0);
          frames.push(Buffer.from(stream.subarray(at, end)));
          at = end;
          found.push(...drain(frames));
        }
        expect(found).toEqual(bodies);
        expect(frames.pendingBytes).toBe(0);
      },
    ),
  );
});

test("ten thousand tiny frames in one chunk come out one by one", () => {
  const frames = splitter();
  frames.push(Buffer.alloc(40_000));
  expect(drain(frames)).toHaveLength(10_000);
});

test("the finder keeps its state while a frame is incomplete and starts at offset 0 for the next", () => {
  // Ends a frame at each 0xff and remembers how far it looked.
  let looked = 0;
  const seen: number[] = [];
  const untilFf: FrameLength = (pending) => {
    for (; looked < pending.length; looked++) {
      seen.push(looked);
      if (pending.u8(looked) !== 0xff) continue;
      const length = looked + 1;
      looked = 0;
      return length;
    }
    return undefined;
  };
  const frames = splitter(untilFf);
  frames.push(Buffer.from([1, 2]));
  expect(frames.next()).toBeUndefined();
  frames.push(Buffer.from([3, 0xff, 4, 0xff]));
  expect([...(frames.next() ?? [])]).toEqual([1, 2, 3, 0xff]);
  expect([...(frames.next() ?? [])]).toEqual([4, 0xff]);
  expect(seen).toEqual([0, 1, 2, 3, 0, 1]);
});

describe("what is refused", () => {
  test("a length over the limit, before its bytes are here", () => {
    const frames = splitter();
    frames.push(Buffer.from("7fffffff", "hex"));
    expect(() => frames.next()).toThrow(
      expect.objectContaining({
        code: ConnectionErrorCode.FrameTooLarge,
        message: "10.0.0.7:8888 sent a frame of 2147483651 bytes, the limit is 1024",
        address: "10.0.0.7:8888",
      }),
    );
  });

  test("a frame of exactly the limit passes", () => {
    const frames = splitter(lengthPrefixed, 10);
    frames.push(frameOf("123456"));
    expect(drain(frames)).toEqual(["123456"]);
    frames.push(frameOf("1234567"));
    expect(() => frames.next()).toThrow("a frame of 11 bytes");
  });

  test("a frame that has no end within the limit", () => {
    const frames = splitter(() => undefined, 100);
    frames.push(Buffer.alloc(100));
    expect(frames.next()).toBeUndefined();
    frames.push(Buffer.alloc(1));
    expect(() => frames.next()).toThrow(expect.objectContaining({ code: ConnectionErrorCode.FrameTooLarge }));
  });

  test("0 as the limit is none", () => {
    const frames = splitter(lengthPrefixed, 0);
    frames.push(Buffer.from("7fffffff", "hex"));
    expect(frames.next()).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("a length of %d", (length) => {
    const frames = splitter(() => length);
    frames.push(Buffer.alloc(8));
    expect(() => frames.next()).toThrow(expect.objectContaining({ code: ConnectionErrorCode.BadFrame }));
  });

  test("bytes that the finder throws at", () => {
    const reason = new Error("no magic");
    const frames = splitter(() => {
      throw reason;
    });
    frames.push(Buffer.alloc(8));
    expect(() => frames.next()).toThrow(
      expect.objectContaining({
        code: ConnectionErrorCode.BadFrame,
        message: "10.0.0.7:8888 sent bytes that are no frame",
        cause: reason,
      }),
    );
  });
});
