import { expect, test } from "vitest";
import { readerOf } from "../testdata/bytes.ts";
import { InputProtocol } from "./input-protocol.ts";

const map = "0a 0a 00000002";
const extremes = "8000000000000000 0020000000000001 7fffffffffffffff 0000000000000010";

test("an i64 has its exact text where Apache's code makes a property's name of it", () => {
  const input = new InputProtocol(readerOf(map + extremes), 1);
  const { size } = input.readMapBegin();
  const entries: Record<string, unknown> = {};
  for (let i = 0; i < size; i++) entries[String(input.readI64())] = Number(input.readI64());
  input.readMapEnd();
  expect(entries).toEqual({ "-9223372036854775808": Number.POSITIVE_INFINITY, "9223372036854775807": 16 });
});

test("a key that is an i64 keeps its bytes, as the compiler's option for bigint needs them", () => {
  const input = new InputProtocol(readerOf(map + extremes), 1);
  input.readMapBegin();
  expect(input.readI64()).toMatchObject({ buffer: Buffer.from("8000000000000000", "hex"), offset: 0 });
});
