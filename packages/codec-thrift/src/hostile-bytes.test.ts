import { ByteReader, ByteWriter, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { StructDescriptor } from "./descriptor.ts";
import { compileStruct } from "./jit/compile.ts";
import { interpretStruct } from "./jit/interpret.ts";
import { thrift } from "./payload-codec.ts";
import { skip } from "./skip.ts";
import { anyEveryType } from "./testdata/any-every-type.ts";
import { bytesOf, readerOf, thrownBy, written } from "./testdata/bytes.ts";
import {
  EveryTypeDescriptor,
  type EveryTypeInput,
  readEveryType,
  ShopFindArgs,
  ShopFindResult,
  writeEveryType,
} from "./testdata/generated.ts";
import { ThriftError } from "./thrift-error.ts";

// Many random cases: slow where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const limits = { maxDepth: 64, maxElements: 100_000 };
const find = {
  service: "Shop",
  name: "find",
  oneway: false,
  streaming: "unary" as const,
  args: ShopFindArgs,
  result: ShopFindResult,
};
const sample: EveryTypeInput = fc.sample(anyEveryType, { numRuns: 1, seed: 7 })[0] ?? raise();

function raise(): never {
  throw new Error("no sample");
}

/** A list of itself: what a hostile peer nests. */
const Node: StructDescriptor = {
  kind: "struct",
  name: "Node",
  fields: [
    {
      id: 1,
      name: "nodes",
      type: { kind: "list", element: { kind: "struct", struct: () => Node } },
      requiredness: "optional",
    },
    { id: 2, name: "next", type: { kind: "struct", struct: () => Node }, requiredness: "optional" },
    { id: 3, name: "flags", type: { kind: "list", element: { kind: "bool" } }, requiredness: "optional" },
  ],
};

const codecs = [
  ["compiled", compileStruct(Node)],
  ["interpreted", interpretStruct(Node)],
] as const;

/** The codec's own errors; the payload codec turns the reader's into them. */
function isOwn(error: unknown): boolean {
  return error instanceof ThriftError || error instanceof UnexpectedEndError;
}

describe("a damaged message", () => {
  test("is refused wherever it is cut", () => {
    const bytes = written((out) => ShopFindArgs.write(sample, out, 64));
    for (let end = 0; end < bytes.length; end++) {
      const error = thrownBy(() => thrift.decodeRequest(new ByteReader(bytes, 0, end), find, limits));
      expect(error).toBeInstanceOf(ThriftError);
    }
  });

  test("gives a value or the codec's own error, whatever was changed", () => {
    fc.assert(
      fc.property(anyEveryType, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), (value, changes) => {
        const bytes = written((out) => ShopFindArgs.write(value, out, 64));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          thrift.decodeRequest(new ByteReader(bytes), find, limits);
        } catch (error) {
          expect(error).toBeInstanceOf(ThriftError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("is refused or read, when it is nothing but noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        for (const decode of [thrift.decodeRequest, thrift.decodeReply]) {
          try {
            decode(new ByteReader(Buffer.from(noise)), find, limits);
          } catch (error) {
            expect(error).toBeInstanceOf(ThriftError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("container bombs", () => {
  test.each(codecs)("a list of 2^31-1 bools in ten bytes is refused (%s)", (_name, codec) => {
    const before = process.memoryUsage().arrayBuffers;
    const input = readerOf("0f0003 02 7fffffff 0000");
    expect(() => codec.read(input, 64)).toThrow(
      "the list of 2147483647 elements is longer than the 2 bytes that are left",
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  });

  test.each([
    ["0f0009 02 7fffffff 00", "the list of 2147483647 elements"],
    ["0e0009 0c 7fffffff 00", "the set of 2147483647 elements"],
    ["0d0009 0c0c 7fffffff 00", "the map of 2147483647 elements"],
    ["0f0009 02 ffffffff 00", "a list of -1 elements"],
    ["0d0009 0b0b 80000000 00", "a map of -2147483648 elements"],
    ["0b0009 7fffffff 00", "the string of 2147483647 bytes"],
    ["0f0009 01 00000001 00", "unknown type id 1"],
    ["0f0009 00 00000001 00", "unknown type id 0"],
  ])("an unknown field of %s is refused", (hex, message) => {
    for (const [, codec] of codecs) expect(() => codec.read(readerOf(hex), 64)).toThrow(message);
  });

  test("elements count against one budget, known and unknown, nested or not", () => {
    // nodes: two nodes, each with an unknown list of three bools.
    const hex = "0f0001 0c 00000002 0f0009 02 00000003 010101 00 0f0009 02 00000003 010101 00 00";
    for (const [, codec] of codecs) {
      codec.read(new ByteReader(bytesOf(hex), 0, undefined, 8), 64);
      expect(() => codec.read(new ByteReader(bytesOf(hex), 0, undefined, 7), 64)).toThrow("past the limit of elements");
    }
  });

  test("nothing is made for elements that are not there", () => {
    // Each level claims as many elements as its bytes allow; none may be allocated for at once.
    const bytes = Buffer.concat([bytesOf("0f0001 0c 000f0000"), Buffer.alloc(0x0f0001)]);
    const value = compileStruct(Node).read(new ByteReader(bytes), 64);
    expect(value).toMatchObject({ nodes: { length: 0x0f0000 } });
    expect(() => compileStruct(Node).read(new ByteReader(bytes, 0, 100), 64)).toThrow(ThriftError);
  });
});

describe("nesting", () => {
  const nested = (levels: number, open: string, close: string): Buffer =>
    bytesOf(`${open.repeat(levels)} 00 ${close.repeat(levels)}`);

  test.each(codecs)("64 levels are read and written, 65 refused (%s)", (_name, codec) => {
    const structs = nested(63, "0c0002", "00");
    const value = codec.read(new ByteReader(structs), 64);
    expect(written((out) => codec.write(value, out, 64)).equals(structs)).toBe(true);
    expect(() => codec.read(new ByteReader(nested(64, "0c0002", "00")), 64)).toThrow("nested too deep");
    expect(() => codec.write({ next: value }, new ByteWriter(), 64)).toThrow("nested too deep");
    // A list and the struct in it are two levels.
    codec.read(new ByteReader(nested(31, "0f0001 0c 00000001", "00")), 64);
    expect(() => codec.read(new ByteReader(nested(32, "0f0001 0c 00000001", "00")), 64)).toThrow("nested too deep");
  });

  test.each([
    ["known structs", "0c0002"],
    ["known lists of structs", "0f0001 0c 00000001"],
    ["unknown structs", "0c0009"],
    ["unknown lists", "0f0009 0c 00000001"],
    ["unknown maps", "0d0009 0c0c 00000001"],
  ])("100,000 levels of %s end in the codec's own error, not in an exhausted stack", (_name, open) => {
    const bytes = bytesOf(open.repeat(100_000));
    for (const [, codec] of codecs) {
      expect(thrownBy(() => codec.read(new ByteReader(bytes), 64))).toBeInstanceOf(ThriftError);
    }
    expect(isOwn(thrownBy(() => readEveryType(new ByteReader(bytes), 64)))).toBe(true);
  });

  test("skipping needs no stack, however deep it may go", () => {
    const bytes = nested(100_000, "0c0001", "00");
    const input = new ByteReader(bytes);
    skip(input, 12, 200_000);
    expect(input.remaining).toBe(0);
    expect(() => skip(new ByteReader(bytes), 12, 100_000)).toThrow("nested too deep");
  });

  test("a value that contains itself is refused, with the beginning of its path", () => {
    const cyclic: EveryTypeInput = { ...sample, subject: undefined };
    cyclic.next = cyclic;
    for (const write of [
      () => writeEveryType(cyclic, new ByteWriter(), 64),
      () => compileStruct(EveryTypeDescriptor).write(cyclic, new ByteWriter(), 64),
      () => interpretStruct(EveryTypeDescriptor).write(cyclic, new ByteWriter(), 64),
      () => thrift.encodeRequest(new ByteWriter(), find, 1, cyclic, limits),
    ]) {
      expect(thrownBy(write)).toBeInstanceOf(ThriftError);
    }
    expect(() => thrift.encodeRequest(new ByteWriter(), find, 1, cyclic, limits)).toThrow(
      /^req\.next\.next\.next.* … .*: structs/,
    );
  });
});
