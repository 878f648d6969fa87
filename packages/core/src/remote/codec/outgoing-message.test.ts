import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { hex, written } from "../../testdata/hex.ts";
import type { WireForm } from "./incoming-message.ts";
import { writeMessage } from "./outgoing-message.ts";

const header = { flags: 0, seqId: 1, strings: [], ints: [] };

test.each<[WireForm, string]>([
  [{ header: true, framed: true }, "00000014 1000 0000 00000001 0001 00000000  00000002 abcd"],
  [{ header: true, framed: false }, "00000010 1000 0000 00000001 0001 00000000  abcd"],
  [{ header: false, framed: true }, "00000002 abcd"],
  [{ header: false, framed: false }, "abcd"],
])("%o", (form, bytes) => {
  const message = written((out) =>
    writeMessage(
      out,
      form,
      () => header,
      () => out.writeBytes(hex("abcd")),
    ),
  );
  expect(message).toEqual(hex(bytes));
});

test("a form without a header asks for none", () => {
  const refuse = (): never => {
    throw new Error("asked");
  };
  expect(written((out) => writeMessage(out, { header: false, framed: true }, refuse, () => {}))).toEqual(
    hex("00000000"),
  );
});

describe("when something throws", () => {
  const forms = [true, false].flatMap((header) => [true, false].map((framed) => ({ header, framed })));

  test.each(forms)("nothing of the message stays, and what stood before does: %o", (form) => {
    const out = new ByteWriter();
    out.writeBytes(hex("0102"));
    const broken = (): never => {
      out.writeBytes(Buffer.alloc(100_000));
      throw new Error("half-way");
    };
    expect(() => writeMessage(out, form, () => header, broken)).toThrow("half-way");
    out.writeBytes(hex("03"));
    expect(Buffer.concat(out.take())).toEqual(hex("010203"));
  });

  test("also when it is the header", () => {
    const out = new ByteWriter();
    const tooLong = { ...header, strings: [["k", "x".repeat(70_000)] as const] };
    expect(() =>
      writeMessage(
        out,
        { header: true, framed: true },
        () => tooLong,
        () => {},
      ),
    ).toThrow(RangeError);
    expect(out.length).toBe(0);
  });
});
