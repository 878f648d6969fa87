import { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readName } from "./known-names.ts";

test("every name is read as its bytes say, however often and after whichever others", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.string({ maxLength: 4 }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 40 }), (names) => {
      for (const name of [...names, ...names]) {
        const frame = Buffer.concat([Buffer.from("x"), name, Buffer.from("y")]);
        const input = new ByteReader(frame, 1);
        expect(readName(input, name.length)).toBe(Buffer.from(name).toString("utf8"));
        expect(input.position).toBe(1 + name.length);
      }
    }),
  );
});

test("a name longer than its message is refused", () => {
  expect(() => readName(new ByteReader(Buffer.from("ab")), 3)).toThrow("3 bytes needed, 2 left");
  expect(() => readName(new ByteReader(Buffer.from("ab")), -1)).toThrow();
});
