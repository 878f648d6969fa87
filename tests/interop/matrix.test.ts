import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpcCases } from "../grpc/foreign/matrix.ts";
import { describePeer } from "../support/peers.ts";
import { readKnownGaps } from "./known-gaps.ts";
import { cases, Matrix } from "./matrix.ts";

const knownGaps = readKnownGaps();

test("every known gap is a case of the matrix, or of that of gRPC", () => {
  const all = [...cases, ...grpcCases];
  const ids = new Set(all.map(({ id }) => id));
  expect(ids.size).toBe(all.length);
  expect([...knownGaps.keys()].filter((id) => !ids.has(id))).toEqual([]);
});

describePeer("kitex-go", "Kitex for Go and ours", ({ program }) => {
  let matrix: Matrix;
  beforeAll(() => {
    matrix = new Matrix(program);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  for (const [group, members] of Map.groupBy(cases, (one) => one.group)) {
    describe(group, () => {
      for (const one of members) {
        const name = one.id.slice(group.length + " / ".length);
        if (knownGaps.has(one.id)) {
          test(`${name} (a known gap)`, () =>
            expect(matrix.run(one), "it holds: take it off the list").rejects.toThrow());
        } else test(name, () => matrix.run(one));
      }
    });
  }
});
