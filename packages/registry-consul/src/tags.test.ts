import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTags, parseTags } from "./tags.ts";

test("tags are key:value, in an order of their own", () => {
  const tags = new Map([
    ["zone", "a"],
    ["x", "y:z"],
    ["empty", ""],
  ]);
  expect(formatTags(tags)).toEqual(["empty:", "x:y:z", "zone:a"]);
});

test("a colon in a key is refused by name", () => {
  expect(() => formatTags(new Map([["a:b", "c"]]))).toThrow(
    expect.objectContaining({
      code: "KITEX_ERR_INVALID_OPTION",
      message: 'the tag "a:b" has a colon in its key: Consul keeps "key:value"',
    }),
  );
});

test("the key ends at the first colon, and what has none is left out", () => {
  expect(parseTags(["zone:a", "x:y:z", "canary", "", ":nameless", 7, null])).toEqual(
    new Map([
      ["zone", "a"],
      ["x", "y:z"],
      ["", "nameless"],
    ]),
  );
});

test("a tag called __proto__ is a tag like others", () => {
  const tags = parseTags(["__proto__:polluted", "constructor:x"]);
  expect([...tags]).toEqual([
    ["__proto__", "polluted"],
    ["constructor", "x"],
  ]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("whatever is written is read back", () => {
  const key = fc.string({ unit: "binary" }).filter((text) => !text.includes(":"));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.string({ unit: "binary" }))), (entries) => {
      const tags = new Map(entries);
      const read = parseTags(formatTags(tags));
      expect(new Map([...read].sort())).toEqual(new Map([...tags].sort()));
    }),
  );
});
