import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as packedReader from "./packed-reader.ts";
import * as packedWriter from "./packed-writer.ts";
import { readTag } from "./reader.ts";

const TAG = 0x0a;

const int32 = fc.integer();
const uint32 = fc.nat(2 ** 32 - 1);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function comesBack<T>(
  values: fc.Arbitrary<T>,
  write: (out: ByteWriter, tag: number, list: readonly unknown[]) => void,
  read: (input: ByteReader, list: T[]) => void,
): () => void {
  return () => {
    const lists = fc.array(values, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lists, lists, (before, list) => {
        // Blocks so small that every list crosses their borders.
        const out = new ByteWriter(24);
        write(out, TAG, list);
        const { length } = out;
        const bytes = Buffer.concat(out.take());
        expect(bytes).toHaveLength(length);
        const input = new ByteReader(bytes);
        expect(readTag(input)).toBe(TAG);
        const all = [...before];
        read(input, all);
        expect(all).toStrictEqual([...before, ...list]);
        expect(input.remaining).toBe(0);
        expect(input.elementsLeft).toBe(10_000_000 - list.length);
      }),
    );
  };
}

describe("packed lists come back behind what is there", () => {
  test("int32", comesBack(int32, packedWriter.writeInt32s, packedReader.readInt32s));
  test("uint32", comesBack(uint32, packedWriter.writeUint32s, packedReader.readUint32s));
  test("sint32", comesBack(int32, packedWriter.writeSint32s, packedReader.readSint32s));
  test("int64", comesBack(int64, packedWriter.writeInt64s, packedReader.readInt64s));
  test("uint64", comesBack(uint64, packedWriter.writeUint64s, packedReader.readUint64s));
  test("sint64", comesBack(int64, packedWriter.writeSint64s, packedReader.readSint64s));
  test("fixed32", comesBack(uint32, packedWriter.writeFixed32s, packedReader.readFixed32s));
  test("sfixed32", comesBack(int32, packedWriter.writeSfixed32s, packedReader.readSfixed32s));
  test("fixed64", comesBack(uint64, packedWriter.writeFixed64s, packedReader.readFixed64s));
  test("sfixed64", comesBack(int64, packedWriter.writeSfixed64s, packedReader.readSfixed64s));
  test("float", comesBack(fc.float(), packedWriter.writeFloats, packedReader.readFloats));
  test("double", comesBack(fc.double(), packedWriter.writeDoubles, packedReader.readDoubles));
  test("bool", comesBack(fc.boolean(), packedWriter.writeBools, packedReader.readBools));
});

test.each(Object.entries(packedWriter))("%s writes nothing for an empty list", (_name, write) => {
  const out = new ByteWriter();
  write(out, TAG, []);
  expect(out.length).toBe(0);
});

test("a list that lacks an element is refused", () => {
  const sparse: number[] = [1];
  sparse[2] = 3;
  for (const write of Object.values(packedWriter)) expect(() => write(new ByteWriter(), TAG, sparse)).toThrow();
});

test("elements of a fixed size that do not fill their length are refused", () => {
  for (const read of [packedReader.readFixed32s, packedReader.readFloats, packedReader.readDoubles]) {
    const list: number[] = [];
    expect(() => read(new ByteReader(Buffer.from("05 0000000000".replaceAll(" ", ""), "hex")), list)).toThrow("packed");
    expect(list).toEqual([]);
  }
});

test("a list that is longer than the message's budget of elements is refused before it is made", () => {
  for (const read of [packedReader.readFixed32s, packedReader.readInt32s]) {
    const list: number[] = [];
    const input = new ByteReader(Buffer.from("08 0102030405060708".replaceAll(" ", ""), "hex"), 0, 9, 1);
    expect(() => read(input, list)).toThrow("more elements");
    expect(list.length).toBeLessThanOrEqual(1);
  }
});
