import { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { expect, test } from "vitest";
import { writeInteger } from "./integer.ts";

function written(high: number, bits: number, value: number): string {
  const out = new ByteWriter();
  writeInteger(out, { high, bits }, value);
  return Buffer.concat(out.take()).toString("hex");
}

test("10 in five bits (RFC 7541 C.1.1)", () => {
  expect(written(0, 5, 10)).toBe("0a");
});

test("1337 in five bits (C.1.2)", () => {
  expect(written(0, 5, 1337)).toBe("1f9a0a");
});

test("42 from the beginning of a byte (C.1.3)", () => {
  expect(written(0, 8, 42)).toBe("2a");
});

test("the number that fills the prefix takes a byte more", () => {
  expect(written(0x80, 7, 126)).toBe("fe");
  expect(written(0x80, 7, 127)).toBe("ff00");
  expect(written(0x80, 7, 127 + 127)).toBe("ff7f");
  expect(written(0x80, 7, 127 + 128)).toBe("ff8001");
});

test("the largest number that is promised", () => {
  expect(written(0x20, 5, 0x7fff_ffff)).toBe("3fe0ffffff07");
});
