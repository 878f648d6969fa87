import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../../../testdata/hex.ts";
import { BadMessageError } from "./bad-message.ts";
import { isCompressed, isOneMessage, MessageSplitter } from "./message-splitter.ts";

function all(splitter: MessageSplitter, ...chunks: readonly Buffer[]): Buffer[] {
  const messages: Buffer[] = [];
  for (const chunk of chunks) {
    splitter.push(chunk);
    for (let message = splitter.next(); message !== undefined; message = splitter.next()) messages.push(message);
  }
  return messages;
}

function prefixed(body: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

test("a message that is one chunk is that chunk, uncopied", () => {
  const chunk = hex("00 00000004 0a026869");
  expect(all(new MessageSplitter(4), chunk)[0]).toBe(chunk);
});

test("any messages come out whole, wherever they were cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 30 })),
      (bodies, sizes) => {
        const sent = bodies.map(prefixed);
        const bytes = Buffer.concat(sent);
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        const splitter = new MessageSplitter(60);
        expect(all(splitter, ...chunks)).toEqual(sent);
        expect([splitter.pendingBytes, splitter.missingBytes]).toEqual([0, 0]);
      },
    ),
  );
});

test("what a message lacks is known with its prefix, not before", () => {
  const splitter = new MessageSplitter(100);
  splitter.push(hex("00 000000"));
  expect([splitter.next(), splitter.missingBytes, splitter.pendingBytes]).toEqual([undefined, 0, 4]);
  splitter.push(hex("64 61"));
  expect([splitter.next(), splitter.missingBytes, splitter.pendingBytes]).toEqual([undefined, 99, 6]);
});

test("a length beyond the limit is refused before the message is here, up to four gigabytes", () => {
  for (const prefix of ["00 00000065", "00 ffffffff", "01 80000000"]) {
    const splitter = new MessageSplitter(100);
    splitter.push(hex(prefix));
    expect(() => splitter.next()).toThrow(BadMessageError);
  }
});

test("an HTTP page that is read as a message is refused, not waited for", () => {
  const splitter = new MessageSplitter(1 << 22);
  splitter.push(Buffer.from("<html>404"));
  expect(() => splitter.next()).toThrow("a message of 1752460652 bytes came, the limit is 4194304");
});

test("16 MiB in pieces of 64 bytes are put together in linear time", () => {
  const bytes = prefixed(Buffer.alloc(1 << 24));
  const splitter = new MessageSplitter(1 << 24);
  const begun = performance.now();
  for (let at = 0; at < bytes.length; at += 64) {
    expect(splitter.next() === undefined).toBe(true);
    splitter.push(bytes.subarray(at, at + 64));
  }
  expect(splitter.next()?.length).toBe(bytes.length);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("only flag 1 says compressed, as in Kitex", () => {
  expect(["00", "01", "02", "ff"].map((flag) => isCompressed(hex(`${flag} 00000000`)))).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test("one whole message is known as such", () => {
  const is = (text: string): boolean => isOneMessage(hex(text), 4);
  expect([
    is("00 00000000"),
    is("00 00000002 0102"),
    is("00 00000002 01"),
    is("00 00000001 0102"),
    is("00 0000"),
  ]).toEqual([true, true, false, false, false]);
  expect(() => is("00 00000005 01")).toThrow(BadMessageError);
});
