import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKnownGaps } from "../interop/known-gaps.ts";
import { describePeer } from "../support/peers.ts";
import { GrpcMatrix, grpcCases } from "./foreign/matrix.ts";

const knownGaps = readKnownGaps();

test("every case has a name of its own", () => {
  expect(new Set(grpcCases.map(({ id }) => id)).size).toBe(grpcCases.length);
});

describePeer("grpc-go", "foreign peers of gRPC, and ours", ({ program }) => {
  let matrix: GrpcMatrix;
  beforeAll(() => {
    matrix = new GrpcMatrix(program);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  for (const [group, members] of Map.groupBy(grpcCases, (one) => one.group)) {
    describe(group, () => {
      for (const one of members) {
        if (knownGaps.has(one.id)) {
          test(`${one.row.name} (a known gap)`, () =>
            expect(matrix.run(one), "it holds: take it off the list").rejects.toThrow());
        } else test(one.row.name, () => matrix.run(one));
      }
    });
  }
});
