import { expect, test } from "vitest";
import { contentLength } from "./content-length.ts";
import { Http2ErrorCode } from "./error-code.ts";
import { HeaderList } from "./header-list.ts";

function lengthOf(...values: string[]): number | undefined {
  return contentLength(new HeaderList(values.map((value) => ({ name: "content-length", value }))));
}

test("a length is read, and its absence too", () => {
  expect(lengthOf("0")).toBe(0);
  expect(lengthOf("1234567890")).toBe(1_234_567_890);
  expect(lengthOf()).toBeUndefined();
});

test("the same length twice is one length", () => {
  expect(lengthOf("7", "7")).toBe(7);
});

test.each([["-1"], ["+1"], ["1.5"], ["0x10"], ["1e3"], [""], ["1, 1"], ["1 "], ["9".repeat(30)], ["7", "8"]])(
  "what is no length is refused: %j",
  (...values) => {
    expect(() => lengthOf(...values)).toThrow(
      expect.objectContaining({ code: Http2ErrorCode.ProtocolError, scope: "stream" }),
    );
  },
);
