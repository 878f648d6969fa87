import { expect, test } from "vitest";
import { written } from "../../testdata/hex.ts";
import { controlFrame, headed, replyPayload } from "../../testdata/messages.ts";
import { bareRequest, drainFrame } from "../../testdata/wire-frames.ts";
import { isControlFrame, writeControlFrame } from "./control-frame.ts";

test("it is byte for byte what a Kitex server sends when it drains", () => {
  expect(written((out) => writeControlFrame(out, "crrst", "1"))).toEqual(drainFrame);
});

test("control frames are known, whatever they say", () => {
  for (const frame of [drainFrame, controlFrame("kx.mux", "1"), controlFrame("kx.cancel", "-5")]) {
    expect(isControlFrame(frame)).toBe(true);
  }
});

test("a reply whose header lacks the sequence id is none, nor is anything else", () => {
  const otherSeqId = Buffer.from(drainFrame);
  otherSeqId.writeInt32BE(1, 8);
  for (const frame of [headed(0, replyPayload(1, "hi")), otherSeqId, bareRequest, replyPayload(0, "hi")]) {
    expect(isControlFrame(frame)).toBe(false);
  }
});

test("a header that reaches beyond the frame is none, and nothing is read behind its end", () => {
  const frame = Buffer.from(drainFrame);
  frame.writeUInt16BE(0xffff, 12);
  expect(isControlFrame(frame)).toBe(false);
});
