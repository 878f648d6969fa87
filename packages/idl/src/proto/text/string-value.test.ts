import { expect, test } from "vitest";
import { stringBytes, stringText } from "./string-value.ts";

test.each([
  ['"plain"', "70 6c 61 69 6e"],
  ["'é€😀'", "c3 a9 e2 82 ac f0 9f 98 80"],
  [String.raw`"\a\b\f\n\r\t\v\?\'\"\\"`, "07 08 0c 0a 0d 09 0b 3f 27 22 5c"],
  [String.raw`"\0\7\12\377\4001"`, "00 07 0a ff 00 31"],
  [String.raw`"\x1\xff\XAbc"`, "01 ff ab 63"],
  [String.raw`"\u00e9\U0001F600\U00110000"`, "c3 a9 f0 9f 98 80 ef bf bd"],
  [String.raw`"\q"`, "71"],
  ['""', ""],
])("%s stands for the bytes %s", (token, bytes) => {
  expect(Buffer.from(stringBytes(token)).toString("hex")).toBe(bytes.replaceAll(" ", ""));
});

test("bytes that are no UTF-8 are U+FFFD in a text", () => {
  expect(stringText(String.raw`"a\xffb"`)).toBe("a\ufffdb");
});

test("a string of a megabyte is read", () => {
  expect(stringBytes(`"${"\\n".repeat(1_000_000)}"`)).toHaveLength(1_000_000);
});
