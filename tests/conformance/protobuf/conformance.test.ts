import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseKnownGaps } from "../../interop/known-gaps.ts";
import { allCases } from "./all-cases.ts";
import type { ConformanceCase, Expected } from "./case-list.ts";
import { type GeneratedTypes, generateTypes } from "./generated-types.ts";
import { failureOf } from "./judge.ts";

let generated: GeneratedTypes;
beforeAll(async () => {
  generated = await generateTypes();
});
afterAll(() => generated[Symbol.dispose]());

const cases = allCases();
const known = parseKnownGaps(readFileSync(new URL("known-gaps.txt", import.meta.url), "utf8"));

describe.each(Object.entries(Object.groupBy(cases, groupOf)))("%s", (_group, some = []) => {
  test(`${some.length} cases hold, but for those that are known not to`, () => {
    const failures = new Map<string, string>();
    for (const one of some) {
      const failure = failureOf(one, generated);
      if ((failure !== undefined) !== known.has(one.name)) failures.set(one.name, failure ?? "holds, and is listed");
    }
    expect(Object.fromEntries(failures)).toEqual({});
  });
});

test("there are as many cases as the suite has, and no two of one name", () => {
  expect(cases).toHaveLength(5_816);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test("every known gap is a case", () => {
  const names = new Set(cases.map(({ name }) => name));
  expect([...known.keys()].filter((name) => !names.has(name))).toEqual([]);
});

describe("the judge", () => {
  const message = "protobuf_test_messages.proto3.TestAllTypesProto3";
  const bytes = Buffer.from("0801", "hex");
  const one = { name: "", message, ignoreUnknownFields: false, output: "protobuf" } as const;
  const json = (text: string, expected: Expected): ConformanceCase => ({
    ...one,
    input: { json: text },
    expected: [expected],
  });

  test.each([
    ["other fields", json('{"optionalInt32": 2}', { kind: "wire", bytes }), "another message"],
    ["an unknown field", json("{}", { kind: "wire", bytes: Buffer.from("a81f01", "hex") }), "another message"],
    ["other bytes", json('{"optionalInt32": 2}', { kind: "bytes", bytes }), "other bytes"],
    ["a message that is none", json('{"optionalInt32": 2}', { kind: "parse error" }), "no parse error"],
    ["a parse error", json("{", { kind: "wire", bytes }), "parse error"],
  ])("tells %s", (_what, wrong, failure) => expect(failureOf(wrong, generated)).toContain(failure));

  test("lets through what is as it should be", () => {
    expect(failureOf(json('{"optionalInt32": 1}', { kind: "wire", bytes }), generated)).toBeUndefined();
  });
});

/** `Required.Proto3.JsonInput` of `Required.Proto3.JsonInput.HelloWorld.JsonOutput`; what takes time stands alone. */
function groupOf({ name }: ConformanceCase): string {
  if (name.includes("TestBinaryPerformance")) return name;
  const [level, id, input = ""] = name.split(".");
  return `${level}.${id}.${input.endsWith("Input") ? input : "JsonOutput"}`;
}
