import { expect, test } from "vitest";
import { answeringContentType, contentTypeOf, grpcSubtype, speaks } from "./content-type.ts";

test("a codec's content type is bare for Protobuf", () => {
  expect(contentTypeOf({ contentSubtype: "proto" })).toBe("application/grpc");
  expect(contentTypeOf({ contentSubtype: "thrift" })).toBe("application/grpc+thrift");
});

test.each([
  ["application/grpc", ""],
  ["Application/GRPC+Proto", "proto"],
  ["application/grpc;x", "x"],
  ["application/grpc+proto; charset=utf-8", "proto"],
  ["application/grpc+", ""],
  ["application/grpc-web", undefined],
  ["application/grpcx", undefined],
  ["text/plain", undefined],
  ["", undefined],
  [undefined, undefined],
])("%s has the sub-type %s", (contentType, subtype) => {
  expect(grpcSubtype(contentType)).toBe(subtype);
});

test("the answer has the sub-type of the question", () => {
  expect(answeringContentType("")).toBe("application/grpc");
  expect(answeringContentType("x")).toBe("application/grpc+x");
});

test("only `thrift` means Thrift, and everything else Protobuf, as in Kitex", () => {
  expect(["", "proto", "x", "thrift"].map((subtype) => speaks({ contentSubtype: "proto" }, subtype))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(["", "proto", "thrift"].map((subtype) => speaks({ contentSubtype: "thrift" }, subtype))).toEqual([
    false,
    false,
    true,
  ]);
});
