import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "./byte-writer.ts";

/** Any sequence of UTF-16 units, lone surrogates included. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  maxLength: 40,
});
const anyBytes = fc.uint8Array({ maxLength: 60 });

/** What a step does to the writer, and to a plain list of bytes that shows what the outcome must be. */
type Step = (writer: ByteWriter, model: Model) => void;

/** The bytes since the last `take()`, the places that were reserved in them, and all that was taken. */
interface Model {
  bytes: Buffer;
  reserved: number[];
  readonly taken: { readonly chunks: Uint8Array[]; readonly bytes: Buffer }[];
  readonly borrowed: { readonly chunk: Uint8Array; readonly copy: Uint8Array }[];
}

function append(model: Model, size: number, fill: (target: Buffer) => void): void {
  const added = Buffer.alloc(size);
  fill(added);
  model.bytes = Buffer.concat([model.bytes, added]);
}

const appendString = (model: Model, text: string, prefixBytes: 2 | 4): void => {
  const utf8 = Buffer.from(text, "utf8");
  append(model, prefixBytes, (target) => target.writeUIntBE(utf8.length, 0, prefixBytes));
  append(model, utf8.length, (target) => target.set(utf8));
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.nat({ max: 255 }).map(
    (value): Step =>
      (writer, model) => {
        writer.writeByte(value);
        append(model, 1, (target) => target.writeUInt8(value));
      },
  ),
  fc.integer({ min: -32_768, max: 32_767 }).map(
    (value): Step =>
      (writer, model) => {
        writer.writeI16(value);
        append(model, 2, (target) => target.writeInt16BE(value));
      },
  ),
  fc.integer().map(
    (value): Step =>
      (writer, model) => {
        writer.writeI32(value);
        append(model, 4, (target) => target.writeInt32BE(value));
      },
  ),
  fc.tuple(fc.integer(), fc.integer()).map(
    ([high, low]): Step =>
      (writer, model) => {
        writer.writeI64Halves(high, low);
        append(model, 8, (target) => target.writeInt32BE(low, target.writeInt32BE(high)));
      },
  ),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(
    (value): Step =>
      (writer, model) => {
        writer.writeI64(value);
        append(model, 8, (target) => target.writeBigInt64BE(value));
      },
  ),
  fc.double().map(
    (value): Step =>
      (writer, model) => {
        writer.writeDouble(value);
        append(model, 8, (target) => target.writeDoubleBE(value));
      },
  ),
  anyBytes.map(
    (bytes): Step =>
      (writer, model) => {
        writer.writeBytes(bytes);
        append(model, bytes.length, (target) => target.set(bytes));
      },
  ),
  anyBytes.map(
    (bytes): Step =>
      (writer, model) => {
        const chunk = Uint8Array.from(bytes);
        writer.writeBorrowed(chunk);
        model.borrowed.push({ chunk, copy: Uint8Array.from(bytes) });
        append(model, bytes.length, (target) => target.set(bytes));
      },
  ),
  anyText.map(
    (text): Step =>
      (writer, model) => {
        writer.writeString32(text);
        appendString(model, text, 4);
      },
  ),
  anyText.map(
    (text): Step =>
      (writer, model) => {
        writer.writeString16(text);
        appendString(model, text, 2);
      },
  ),
  fc.constant<Step>((writer, model) => {
    const at = writer.reserve(4);
    expect(at).toBe(model.bytes.length);
    model.reserved.push(at);
    // Uninitialised until it is filled; fill it so that the comparison is defined.
    writer.fillI32(at, 0);
    append(model, 4, () => {});
  }),
  fc.tuple(fc.nat(), fc.integer()).map(
    ([choice, value]): Step =>
      (writer, model) => {
        const at = model.reserved[choice % Math.max(model.reserved.length, 1)];
        if (at === undefined) return;
        writer.fillI32(at, value);
        model.bytes.writeInt32BE(value, at);
      },
  ),
  fc.tuple(fc.nat(), fc.integer({ min: -32_768, max: 32_767 })).map(
    ([choice, value]): Step =>
      (writer, model) => {
        const at = model.reserved[choice % Math.max(model.reserved.length, 1)];
        if (at === undefined) return;
        writer.fillI16(at, value);
        model.bytes.writeInt16BE(value, at);
      },
  ),
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (share): Step =>
      (writer, model) => {
        const length = Math.floor(model.bytes.length * share);
        writer.truncate(length);
        model.bytes = Buffer.from(model.bytes.subarray(0, length));
        model.reserved = model.reserved.filter((at) => at + 4 <= length);
      },
  ),
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (share): Step =>
      (writer, model) => {
        const from = Math.floor(model.bytes.length * share);
        model.taken.push({ chunks: writer.cut(from), bytes: Buffer.from(model.bytes.subarray(from)) });
        model.bytes = Buffer.from(model.bytes.subarray(0, from));
        model.reserved = model.reserved.filter((at) => at + 4 <= from);
      },
  ),
  fc.constant<Step>((writer, model) => {
    model.taken.push({ chunks: writer.take(), bytes: model.bytes });
    model.bytes = Buffer.alloc(0);
    model.reserved = [];
  }),
);

describe("any sequence of writes", () => {
  test("gives the same bytes as a plain list of bytes, whatever the size of the blocks", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 100 }), (steps, blockBytes) => {
        const writer = new ByteWriter(blockBytes);
        const model: Model = { bytes: Buffer.alloc(0), reserved: [], taken: [], borrowed: [] };
        for (const run of steps) {
          run(writer, model);
          expect(writer.length).toBe(model.bytes.length);
        }
        model.taken.push({ chunks: writer.take(), bytes: model.bytes });
        expect(writer.length).toBe(0);
        for (const { chunks, bytes } of model.taken) expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
        for (const { chunk, copy } of model.borrowed) {
          // A fill may only reach places that were reserved, a write after a truncation only bytes of our own.
          expect(Buffer.from(chunk).equals(copy)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe("reserved places", () => {
  test("a place before a borrowed chunk that is shorter than the block is filled where it was reserved", () => {
    const writer = new ByteWriter(64);
    writer.writeBytes(new Uint8Array(20));
    const at = writer.reserve(4);
    writer.writeBorrowed(new Uint8Array(10));
    writer.writeByte(9);
    writer.fillI32(at, 0x01020304);
    const bytes = Buffer.concat(writer.take());
    expect(bytes.readInt32BE(20)).toBe(0x01020304);
    expect(bytes.length).toBe(35);
  });

  test("a place that was taken cannot be filled", () => {
    const writer = new ByteWriter(16);
    const at = writer.reserve(4);
    writer.take();
    writer.writeBytes(new Uint8Array(40));
    expect(() => writer.fillI32(at - 1, 1)).toThrow(RangeError);
  });

  test("a reservation larger than a block is in one piece", () => {
    const writer = new ByteWriter(8);
    writer.writeByte(1);
    writer.reserve(100);
    expect(writer.take().map((chunk) => chunk.length)).toEqual([1, 100]);
  });
});

describe("strings", () => {
  test("lone surrogates become U+FFFD, on either side of the length that is counted exactly", () => {
    for (const text of ["\ud800", "a\udc00b", "\ud800".repeat(1025), "\udfff\ud800".repeat(600)]) {
      const writer = new ByteWriter();
      writer.writeString32(text);
      const bytes = Buffer.concat(writer.take());
      expect(bytes.readInt32BE()).toBe(bytes.length - 4);
      expect(bytes.subarray(4).equals(Buffer.from(text.toWellFormed()))).toBe(true);
    }
  });

  test("a text that does not fit a 16-bit length is refused and leaves nothing behind", () => {
    const writer = new ByteWriter();
    writer.writeByte(7);
    expect(() => writer.writeString16("é".repeat(32_768))).toThrow("65536 bytes");
    expect(writer.length).toBe(1);
    writer.writeString16("x".repeat(65_535));
    expect(writer.length).toBe(1 + 2 + 65_535);
  });
});

describe("truncate", () => {
  test("into a borrowed chunk never lets later writes touch the lender's bytes", () => {
    const lent = Uint8Array.of(1, 2, 3, 4);
    const writer = new ByteWriter();
    writer.writeBorrowed(lent);
    writer.truncate(2);
    writer.writeI32(-1);
    expect([...lent]).toEqual([1, 2, 3, 4]);
    expect([...Buffer.concat(writer.take())]).toEqual([1, 2, 255, 255, 255, 255]);
  });

  test("refuses to go forwards or below zero", () => {
    const writer = new ByteWriter();
    writer.writeI32(1);
    expect(() => writer.truncate(5)).toThrow(RangeError);
    expect(() => writer.truncate(-1)).toThrow(RangeError);
    expect(() => writer.truncate(Number.NaN)).toThrow(RangeError);
    expect(writer.length).toBe(4);
  });
});

describe("cut", () => {
  test("gives borrowed chunks as they are and copies of all else, which later writes leave alone", () => {
    const lent = Uint8Array.of(3, 4, 5);
    const writer = new ByteWriter();
    writer.writeI16(0x0102);
    writer.writeBorrowed(lent);
    writer.writeByte(6);
    const parts = writer.cut(1);
    expect(parts.map((part) => [...part])).toEqual([[2], [3, 4, 5], [6]]);
    expect(parts[1]?.buffer).toBe(lent.buffer);
    writer.writeI32(-1);
    const output = writer.lend();
    expect([...Buffer.concat(output.chunks)]).toEqual([1, 255, 255, 255, 255]);
    output.release();
    const other = new ByteWriter();
    other.writeBytes(new Uint8Array(32_768));
    expect(Buffer.concat(parts).toString("hex")).toBe("0203040506");
  });

  test("gives a value larger than a block without copying it", () => {
    const writer = new ByteWriter();
    writer.writeByte(1);
    writer.writeBytes(new Uint8Array(100_000).fill(7));
    const [large] = writer.cut(1);
    writer.writeByte(2);
    expect(large?.byteLength).toBe(100_000);
    expect(large?.every((byte) => byte === 7)).toBe(true);
    expect([...Buffer.concat(writer.take())]).toEqual([1, 2]);
  });

  test("uses the same memory again, however often it is done", () => {
    const writer = new ByteWriter();
    writer.writeByte(1);
    const [kept] = writer.take();
    for (let i = 0; i < 100; i++) {
      const from = writer.length;
      writer.writeBytes(new Uint8Array(1000));
      writer.cut(from);
    }
    writer.writeByte(2);
    expect(writer.take()[0]?.buffer).toBe(kept?.buffer);
  });

  test("refuses to begin behind the end or below zero", () => {
    const writer = new ByteWriter();
    writer.writeI32(1);
    expect(() => writer.cut(5)).toThrow(RangeError);
    expect(() => writer.cut(-1)).toThrow(RangeError);
    expect(() => writer.cut(Number.NaN)).toThrow(RangeError);
    expect(writer.cut(4)).toEqual([]);
    expect(writer.length).toBe(4);
  });
});

test("what was taken is not touched by what is written afterwards", () => {
  const writer = new ByteWriter(64);
  writer.writeI32(1);
  const first = writer.take();
  writer.writeI32(2);
  writer.truncate(0);
  writer.writeI32(3);
  expect(Buffer.concat(first).readInt32BE()).toBe(1);
  expect(Buffer.concat(writer.take()).readInt32BE()).toBe(3);
});

test("a writer that was never used holds no block", () => {
  expect(new ByteWriter().take()).toEqual([]);
});

describe("lent output", () => {
  test("has what was written, and the writer goes on in other memory until it is released", () => {
    const writer = new ByteWriter();
    writer.writeString32("first");
    const first = writer.lend();
    writer.writeString32("second");
    expect(Buffer.concat(first.chunks).toString("latin1")).toBe("\0\0\0\x05first");
    expect(writer.length).toBe(10);
    const second = writer.lend();
    expect(second.chunks[0]?.buffer).not.toBe(first.chunks[0]?.buffer);
    first.release();
    second.release();
    writer.writeByte(1);
    expect(writer.lend().chunks[0]?.buffer).toBe(second.chunks[0]?.buffer);
  });

  test("is released once, however often it is said", () => {
    const writer = new ByteWriter();
    writer.writeByte(1);
    const output = writer.lend();
    output.release();
    output.release();
    const others = [new ByteWriter(), new ByteWriter()].map((other) => {
      other.writeByte(2);
      return other.lend().chunks[0]?.buffer;
    });
    expect(others[0]).not.toBe(others[1]);
  });
});
