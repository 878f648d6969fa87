import { ByteReader } from "@kitex-ts/netpoll/buffer";
import { describe, expect, test } from "vitest";
import { readBytes, readEnd, readString, readUncheckedString } from "./reader.ts";

const reader = (digits: string): ByteReader => new ByteReader(Buffer.from(digits, "hex"));

describe("a length", () => {
  test.each([
    ["as short as can be", "02 6869"],
    ["of five bytes", "8280808000 6869"],
  ])("%s is read", (_what, digits) => {
    const bytes = digits.replaceAll(" ", "");
    expect(readString(reader(bytes))).toBe("hi");
    expect(readUncheckedString(reader(bytes))).toBe("hi");
    expect(String(readBytes(reader(bytes)))).toBe("104,105");
    expect(readEnd(reader(bytes))).toBe(bytes.length / 2);
  });

  test.each([
    ["one byte past the end", "03 6869", "a length of 3 bytes, of which 2 are left"],
    ["of 2^32 - 1", "ffffffff0f 6869", "a length of 4294967295 bytes, of which 2 are left"],
    ["of 2^32, whose lower half is 0", "8080808010 6869", "a length past 2^32 - 1"],
    ["of 2^63 + 2, whose lower half is 2", "82808080808080808001 6869", "a length past 2^32 - 1"],
    ["of 2 in six bytes", "828080808000 6869", "a length past 2^32 - 1"],
  ])("%s is none", (_what, digits, message) => {
    const bytes = digits.replaceAll(" ", "");
    for (const read of [readString, readUncheckedString, readBytes, readEnd]) {
      expect(() => read(reader(bytes))).toThrow(message);
    }
  });
});
