import fc from "fast-check";
import { expect, test } from "vitest";
import { readInstances } from "./stored-instances.ts";
import { storedEntry } from "./testdata/stored.ts";

function read(...entries: readonly unknown[]): { addresses: readonly string[]; skipped: readonly string[] } {
  const skipped: string[] = [];
  const instances = readInstances(entries, (id, why) => skipped.push(`${id}: ${why}`));
  return { addresses: instances.map(({ address }) => address), skipped };
}

test("weights and tags are Kitex's", () => {
  const entry = storedEntry({
    ID: "echo:127.0.0.1:80",
    Address: "127.0.0.1",
    Port: 80,
    Tags: ["zone:a", "plain"],
    Weights: { Passing: 30, Warning: 1 },
  });
  expect(readInstances([entry], () => {})).toEqual([
    { address: "127.0.0.1:80", weight: 30, tags: new Map([["zone", "a"]]) },
  ]);
});

test("an empty address is the node's", () => {
  expect(read(storedEntry({ Address: "", Port: 80 }, "10.1.2.3")).addresses).toEqual(["10.1.2.3:80"]);
});

test("an IPv6 address gets brackets unless it has them", () => {
  const entries = [storedEntry({ Address: "::1", Port: 80 }), storedEntry({ Address: "[::2]", Port: 80 })];
  expect(read(...entries).addresses).toEqual(["[::1]:80", "[::2]:80"]);
});

test.each([
  ["no weights, as agents of old store them", undefined, 10],
  ["a weight of 0", { Passing: 0 }, 10],
  ["a negative weight", { Passing: -3 }, 10],
  ["weights that are no numbers", { Passing: "7" }, 10],
  ["Consul's default", { Passing: 1 }, 1],
])("%s", (_, weights, weight) => {
  const [instance] = readInstances([storedEntry({ Address: "a", Port: 80, Weights: weights })], () => {});
  expect(instance?.weight).toBe(weight);
});

test("an entry that nobody can call is skipped by name, and the others stay", () => {
  const entries = [
    storedEntry({ ID: "a", Address: "/run/echo.sock", Port: 0 }),
    storedEntry({ ID: "b", Address: "10.0.0.1", Port: 99_999 }),
    storedEntry({ ID: "c", Address: "10.0.0.1\n", Port: 80 }),
    storedEntry({ ID: "d", Address: "10.0.0.1 ", Port: 80 }),
    storedEntry({ ID: "e", Address: "10.0.0.1", Port: 1.5 }),
    storedEntry({ ID: "f", Address: "not:an:ip", Port: 80 }),
    storedEntry({ ID: "g", Address: "10.0.0.9", Port: 80 }),
  ];
  expect(read(...entries)).toEqual({
    addresses: ["10.0.0.9:80"],
    skipped: [
      'a: nobody can call the address ["/run/echo.sock",0]',
      'b: nobody can call the address ["10.0.0.1",99999]',
      'c: nobody can call the address ["10.0.0.1\\n",80]',
      'd: nobody can call the address ["10.0.0.1 ",80]',
      'e: nobody can call the address ["10.0.0.1",1.5]',
      'f: nobody can call the address ["not:an:ip",80]',
    ],
  });
});

test("of two entries with one address the one that changed last counts", () => {
  const older = storedEntry({ Address: "a", Port: 80, ModifyIndex: 7, Weights: { Passing: 1 } });
  const newer = storedEntry({ Address: "a", Port: 80, ModifyIndex: 9, Weights: { Passing: 2 } });
  for (const entries of [
    [older, newer],
    [newer, older],
  ]) {
    expect(readInstances(entries, () => {}).map(({ weight }) => weight)).toEqual([2]);
  }
});

test("the order of the answer does not show", () => {
  const entries = ["b", "c", "a"].map((Address) => storedEntry({ Address, Port: 80 }));
  expect(read(...entries).addresses).toEqual(["a:80", "b:80", "c:80"]);
});

test.each([
  [undefined, "without an id"],
  [{ toString: null }, '{"toString":null}'],
])("an entry with the id %j is skipped as any other", (ID, shown) => {
  const skipped: string[] = [];
  expect(readInstances([storedEntry({ ID, Port: 0 })], (id) => skipped.push(id))).toEqual([]);
  expect(skipped).toEqual([shown]);
});

test("no JSON makes it throw, or gives an instance without an address", () => {
  const member = fc.oneof(fc.jsonValue(), fc.constantFrom("10.0.0.1", "::1", 80, {}, []));
  const service = fc.record({ ID: member, Address: member, Port: member, Tags: member, Weights: member });
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.record({ Node: fc.oneof(member, fc.record({ Address: member })), Service: service }),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      for (const { address, weight } of readInstances(entries, () => {})) {
        expect(address).toMatch(/^\S+:\d+$/);
        expect(weight).toBeGreaterThan(0);
      }
    }),
  );
});
