import assert from "node:assert/strict";
import type { Instance } from "../../context/instance.ts";

/** Instances as they are stored by a test: with a weight, with tags that are hostile, and with IPv6. */
export const sampleInstances: readonly Instance[] = [
  { address: "10.9.0.1:8001", weight: 10, tags: new Map() },
  {
    address: "10.9.0.2:8002",
    weight: 30,
    tags: new Map([
      ["zone", "a"],
      ["path", "x:y:z"],
      ["__proto__", "own"],
    ]),
  },
  { address: "[2001:db8::1]:8003", weight: 1, tags: new Map([["city", "Köln 2"]]) },
];

/** Another instance at an address of its own, for lists that change. */
export function instanceAt(port: number): Instance {
  return { address: `10.9.1.1:${port}`, weight: 10, tags: new Map([["zone", "b"]]) };
}

/** Whether two lists say the same, in whatever order. */
export function isSameList(a: readonly Instance[], b: readonly Instance[]): boolean {
  return comparable(a) === comparable(b);
}

/** Throws unless two lists say the same, in whatever order. */
export function assertSameList(actual: readonly Instance[], expected: readonly Instance[]): void {
  assert.equal(comparable(actual), comparable(expected));
}

function comparable(instances: readonly Instance[]): string {
  const lines = instances.map(({ address, weight, tags }) => JSON.stringify([address, weight, [...tags].sort()]));
  return lines.sort().join("\n");
}
