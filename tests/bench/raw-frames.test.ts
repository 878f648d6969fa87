import { expect, test } from "vitest";
import { FrameSplitter } from "../../bench/candidates/raw/frame-splitter.ts";

/** Two frames, of two bytes and of none, and the beginning of a third. */
const bytes = Buffer.from("00000002aabb" + "00000000" + "00000001", "hex");

test("frames are found wherever the reads are cut", () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    const frames = new FrameSplitter();
    const parts = [frames.split(bytes.subarray(0, cut)), frames.split(bytes.subarray(cut)), frames.split(Buffer.of(7))];
    expect(Buffer.concat(parts.map(({ whole }) => whole)).toString("hex")).toBe(`${bytes.toString("hex")}07`);
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  }
});
