import type { Instance } from "@kitex-ts/core/extension";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInstance, writeInstance } from "./stored-instance.ts";

const instance = (address: string, weight = 10, tags: readonly (readonly [string, string])[] = []): Instance => ({
  address,
  weight,
  tags: new Map(tags),
});

const read = (value: object | string): ReturnType<typeof readInstance> =>
  readInstance(typeof value === "string" ? value : JSON.stringify(value), 10);

describe("what is stored", () => {
  test("is what Kitex for Go stores, byte for byte", () => {
    // Read back from an etcd in which kitex-contrib/registry-etcd v0.3.0 had registered.
    const tagged = instance("127.0.0.1:18881", 10, [
      ["zone", "a"],
      ["x", "y:z"],
    ]);
    expect(writeInstance(tagged)).toBe(
      '{"network":"tcp","address":"127.0.0.1:18881","weight":10,"tags":{"x":"y:z","zone":"a"}}',
    );
    expect(writeInstance(instance("127.0.0.1:18882", 30))).toBe(
      '{"network":"tcp","address":"127.0.0.1:18882","weight":30,"tags":null}',
    );
  });

  test("escapes what Go's encoder escapes", () => {
    expect(writeInstance(instance("a:1", 1, [["<b>", "&\u2028"]]))).toBe(
      '{"network":"tcp","address":"a:1","weight":1,"tags":{"\\u003cb\\u003e":"\\u0026\\u2028"}}',
    );
  });

  test("sorts tags that are numbers among the others", () => {
    const tags = [
      ["10", "ten"],
      ["!", "mark"],
    ] as const;
    expect(writeInstance(instance("a:1", 1, tags))).toContain('"tags":{"!":"mark","10":"ten"}');
  });

  test("keeps the brackets of IPv6, and says of a Unix socket that it is one", () => {
    expect(writeInstance(instance("[::1]:80", 1))).toContain('"network":"tcp","address":"[::1]:80"');
    expect(writeInstance(instance("unix:/run/echo", 1))).toContain('"network":"unix","address":"/run/echo"');
  });

  test("is read back as it was, whatever the tags are", () => {
    const tags = fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })));
    const addresses = fc.constantFrom("127.0.0.1:1", "[::1]:65535", "echo.example:8888", "unix:/run/echo");
    fc.assert(
      fc.property(addresses, fc.integer({ min: 1, max: 2 ** 40 }), tags, (address, weight, given) => {
        const written = instance(address, weight, given);
        expect(read(writeInstance(written))).toEqual({ kind: "instance", instance: written });
      }),
    );
  });
});

describe("what is read", () => {
  test.each([
    [
      "fields in any case, and unknown ones",
      '{"NETWORK":"tcp","Address":"a:1","WEIGHT":3,"more":[]}',
      instance("a:1", 3),
    ],
    ["of a field that comes twice, the last", '{"address":"a:1","ADDRESS":"b:1"}', instance("b:1")],
    ["no weight", '{"address":"a:1"}', instance("a:1")],
    ["a weight of 0", '{"address":"a:1","weight":0}', instance("a:1")],
    ["a negative weight", '{"address":"a:1","weight":-5}', instance("a:1")],
    ["a large weight", '{"address":"a:1","weight":99999999999}', instance("a:1", 99_999_999_999)],
    ["tags that are null", '{"address":"a:1","tags":null}', instance("a:1")],
    ["a tag that is null, as Go reads it", '{"address":"a:1","tags":{"x":null}}', instance("a:1", 10, [["x", ""]])],
    ["no network", '{"address":"a:1"}', instance("a:1")],
    ["IPv6 as Go stores it", '{"network":"tcp","address":"::1:18883"}', instance("[::1]:18883")],
    ["IPv6 in brackets", '{"network":"tcp6","address":"[2001:db8::1]:1"}', instance("[2001:db8::1]:1")],
    ["a Unix socket", '{"network":"unix","address":"/run/echo"}', instance("unix:/run/echo")],
  ])("%s", (_what, text, expected) => {
    expect(read(text)).toEqual({ kind: "instance", instance: expected });
  });

  test("tags named like what objects have are plain tags", () => {
    const found = read('{"address":"a:1","tags":{"__proto__":"x","constructor":"y"}}');
    expect(found).toEqual({
      kind: "instance",
      instance: instance("a:1", 10, [
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("a tag of 1 MiB", () => {
    const tag = "x".repeat(1024 * 1024);
    expect(read({ address: "a:1", tags: { tag } })).toMatchObject({ instance: instance("a:1", 10, [["tag", tag]]) });
  });
});

describe("nobody could call", () => {
  test.each<readonly [string, string]>([
    ["its value is not JSON", "not JSON"],
    ["its value is not JSON", ""],
    ["its value is not a JSON object", "null"],
    ["its value is not a JSON object", "[]"],
    ["its value is not a JSON object", '"a:1"'],
    ["its weight is not a whole number", '{"address":"a:1","weight":"10"}'],
    ["its weight is not a whole number", '{"address":"a:1","weight":1.5}'],
    ["its weight is not a whole number", '{"address":"a:1","weight":1e300}'],
    ["its tags are not texts by name", '{"address":"a:1","tags":{"x":1}}'],
    ["its tags are not texts by name", '{"address":"a:1","tags":["x"]}'],
    ...[
      "",
      "a",
      ":1",
      "a:",
      "a:0",
      "a:65536",
      "a:b",
      "a b:1",
      "a/b:1",
      "[]:1",
      "[a]:1",
      "a:b:1",
      "unix:",
      "a\u0000:1",
    ].map((address) => ["its address is none that can be called", JSON.stringify({ address })] as const),
    ["its address is none that can be called", "{}"],
    ["its address is none that can be called", '{"address":5}'],
    ["its address is none that can be called", '{"network":"udp","address":"a:1"}'],
    ["its address is none that can be called", '{"network":"unix","address":"relative"}'],
    ["its address is none that can be called", '{"network":["tcp"],"address":"a:1"}'],
  ])("%s: %s", (reason, text) => {
    expect(read(text)).toEqual({ kind: "unusable", reason });
  });

  test("no text throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => read(text).kind.length > 0));
  });
});
