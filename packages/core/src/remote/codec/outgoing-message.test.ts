import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { hex } from "../../testdata/hex.ts";
import type { WireForm } from "./incoming-message.ts";
import { OutgoingMessage } from "./outgoing-message.ts";

const header = { flags: 0, seqId: 1, strings: [], ints: [] };

test.each<[WireForm, string]>([
  [{ header: true, framed: true }, "00000014 1000 0000 00000001 0001 00000000  00000002 abcd"],
  [{ header: true, framed: false }, "00000010 1000 0000 00000001 0001 00000000  abcd"],
  [{ header: false, framed: true }, "00000002 abcd"],
  [{ header: false, framed: false }, "abcd"],
])("%o, one message after the other", (form, bytes) => {
  const out = new ByteWriter();
  const message = new OutgoingMessage(out);
  for (let i = 0; i < 2; i++) {
    message.begin(form, form.header ? header : undefined);
    out.writeBytes(hex("abcd"));
    expect(message.end()).toBe(hex(bytes).length);
  }
  expect(Buffer.concat(out.take())).toEqual(hex(bytes + bytes));
});

describe("when something throws", () => {
  const forms = [true, false].flatMap((header) => [true, false].map((framed) => ({ header, framed })));

  test.each(forms)("nothing of the message stays, and what stood before does: %o", (form) => {
    const out = new ByteWriter();
    const message = new OutgoingMessage(out);
    out.writeBytes(hex("0102"));
    message.begin(form, form.header ? header : undefined);
    out.writeBytes(Buffer.alloc(100_000));
    message.cancel();
    out.writeBytes(hex("03"));
    expect(Buffer.concat(out.take())).toEqual(hex("010203"));
  });

  test("also when it is the header", () => {
    const out = new ByteWriter();
    const message = new OutgoingMessage(out);
    const tooLong = { ...header, strings: [["k", "x".repeat(70_000)] as const] };
    expect(() => message.begin({ header: true, framed: true }, tooLong)).toThrow(RangeError);
    message.cancel();
    expect(out.length).toBe(0);
  });
});
