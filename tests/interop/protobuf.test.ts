import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { ProtobufMatrix, protobufCases } from "./protobuf/matrix.ts";

test("every case has a name of its own", () => {
  expect(new Set(protobufCases.map(({ id }) => id)).size).toBe(protobufCases.length);
});

describePeer("grpc-go", "Kitex Protobuf: Kitex for Go and ours", ({ program }) => {
  let matrix: ProtobufMatrix;
  beforeAll(() => {
    matrix = new ProtobufMatrix(program);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  for (const [group, members] of Map.groupBy(protobufCases, (one) => one.group)) {
    describe(group, () => {
      for (const one of members) test(one.row.name, () => matrix.run(one));
    });
  }
});
