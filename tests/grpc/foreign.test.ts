import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { GrpcMatrix, grpcCases } from "./foreign/matrix.ts";

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
      for (const one of members) test(one.row.name, () => matrix.run(one));
    });
  }
});
