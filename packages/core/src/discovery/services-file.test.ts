import { describe, expect, test } from "vitest";
import { parseServices } from "./services-file.ts";

const parse = (value: unknown): ReturnType<typeof parseServices> => parseServices(JSON.stringify(value), "s.json");

test("an address alone has Kitex's weight and no tags, an object may state both", () => {
  const services = parse({
    echo: ["10.0.0.1:8888", { address: "[::1]:80", weight: 30, tags: { zone: "a" } }, { address: "unix:/run/e" }],
    none: [],
  });
  expect([...services.keys()]).toEqual(["echo", "none"]);
  expect(services.get("echo")?.instances).toEqual([
    { address: "10.0.0.1:8888", weight: 10, tags: new Map() },
    { address: "[::1]:80", weight: 30, tags: new Map([["zone", "a"]]) },
    { address: "unix:/run/e", weight: 10, tags: new Map() },
  ]);
  expect(services.get("none")?.instances).toEqual([]);
  expect(services.get("other")).toBeUndefined();
});

test("names that mean something to JavaScript are names like others", () => {
  const services = parseServices(
    '{ "__proto__": [{ "address": "a:1", "tags": { "__proto__": "x", "constructor": "y" } }], "toString": [] }',
    "s.json",
  );
  expect([...services.keys()]).toEqual(["__proto__", "toString"]);
  expect(services.get("constructor")).toBeUndefined();
  const tags = services.get("__proto__")?.instances[0]?.tags ?? new Map();
  expect([...tags]).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

describe("refused, with file and place:", () => {
  test.each([
    ["a list", [], "s.json must be an object, got []"],
    ["null", null, "s.json must be an object, got null"],
    ["a service that is no list", { echo: "a:1" }, 's.json: "echo" must be a list of instances, got "a:1"'],
    ["an entry of another kind", { echo: ["a:1", 7] }, 's.json: "echo"[1] must be an object, got 7'],
    [
      "what is no address",
      { echo: ["8888"] },
      's.json: "echo"[0] must be "host:port", "[::1]:port" or "unix:/path", got "8888"',
    ],
    [
      "an address that is no text",
      { echo: [{ address: 8888 }] },
      's.json: "echo"[0].address must be "host:port", "[::1]:port" or "unix:/path", got 8888',
    ],
    ["no address", { echo: [{ weight: 1 }] }, 's.json: "echo"[0] has no address'],
    [
      "a misspelt field",
      { echo: [{ address: "a:1", weigth: 1 }] },
      's.json: "echo"[0].weigth is none of address, weight and tags',
    ],
    ...[0, -1, 1.5, "10", null, 2 ** 53].map((weight): [string, unknown, string] => [
      `a weight of ${JSON.stringify(weight)}`,
      { echo: [{ address: "a:1", weight }] },
      `s.json: "echo"[0].weight must be a whole number of at least 1, got ${JSON.stringify(weight)}`,
    ]),
    [
      "tags that are a list",
      { echo: [{ address: "a:1", tags: ["x"] }] },
      's.json: "echo"[0].tags must be an object, got ["x"]',
    ],
    [
      "a tag that is no text",
      { echo: [{ address: "a:1", tags: { zone: 1 } }] },
      's.json: "echo"[0].tags["zone"] must be a text, got 1',
    ],
    ["an address twice", { echo: ["a:1", { address: "a:1" }] }, 's.json: "echo"[1]: "a:1" is there twice'],
  ])("%s", (_what, value, message) => {
    expect(() => parse(value)).toThrow(new Error(message));
  });

  test.each(["", "{", '{ "echo": ["a:1"', '{ "echo": [] } x', "\u0000"])("what is not JSON: %j", (text) => {
    expect(() => parseServices(text, "/etc/s.json")).toThrow(/^\/etc\/s\.json is not JSON: \P{Cc}+$/u);
  });

  test("with what it says on one line, however hostile", () => {
    const hostile = { "a\n\u001b[2J\u2028": [{ address: "a:1", "\n": "x".repeat(10_000) }] };
    expect(() => parse(hostile)).toThrow(/^[^\p{Cc}\u2028]{1,1200}$/u);
  });
});
