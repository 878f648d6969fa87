import { expect, test } from "vitest";
import { closesConnection, codeOfException, ExceptionId } from "./application-exception.ts";
import { ErrorCode } from "./codes.ts";

test("unknown service and method have codes of their own, every other exception is the remote side's", () => {
  expect(codeOfException(ExceptionId.UnknownService)).toBe(ErrorCode.UnknownService);
  expect(codeOfException(ExceptionId.UnknownMethod)).toBe(ErrorCode.UnknownMethod);
  for (const id of [0, 2, 4, 6, 7, 9, 1234, -1]) expect(codeOfException(id)).toBe(ErrorCode.Remote);
});

test("a Go server closes after exceptions 1, 7, 9 and 20, and after no other", () => {
  const closing = Array.from({ length: 30 }, (_, id) => id).filter(closesConnection);
  expect(closing).toEqual([1, 7, 9, 20]);
});
