import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, MalformedVarintError, UnexpectedEndError } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { varint32Bytes } from "./varint.ts";

function written(write: (out: ByteWriter) => void, blockBytes?: number): Buffer {
  const out = new ByteWriter(blockBytes);
  write(out);
  const { length } = out;
  const bytes = Buffer.concat(out.take());
  expect(bytes).toHaveLength(length);
  return bytes;
}

function reader(hex: string): ByteReader {
  return new ByteReader(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

describe("varints of 32 bits", () => {
  test.each([
    [0, "00"],
    [1, "01"],
    [127, "7f"],
    [128, "8001"],
    [300, "ac02"],
    [16_383, "ff7f"],
    [16_384, "808001"],
    [2 ** 28, "8080808001"],
    [2 ** 32 - 1, "ffffffff0f"],
    [-1, "ffffffff0f"],
  ])("%d is written as %s", (value, hex) => {
    const bytes = written((out) => out.writeVarint32(value));
    expect(bytes.toString("hex")).toBe(hex);
    expect(varint32Bytes(value)).toBe(bytes.length);
    expect(new ByteReader(bytes).readVarint32()).toBe(value >>> 0);
  });

  test("a wider one is truncated to its low 32 bits", () => {
    expect(reader("ffffffffffffffffff01").readVarint32()).toBe(2 ** 32 - 1);
    expect(reader("8080808010").readVarint32()).toBe(0);
    expect(reader("81808080808000").readVarint32()).toBe(1);
  });
});

describe("varints of 64 bits", () => {
  test("come back as they were written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = written((out) => out.writeVarint64(Number(value >> 32n), Number(value & 0xffffffffn)));
        expect(new ByteReader(bytes).readVarintI64()).toBe(value);
        expect(new ByteReader(bytes).readVarintU64()).toBe(BigInt.asUintN(64, value));
        const unsigned = BigInt.asUintN(64, value);
        expect(new ByteReader(bytes).readZigzagI64()).toBe((unsigned >> 1n) ^ -(unsigned & 1n));
      }),
    );
  });

  test("take ten bytes at most, and bits above the 64th are dropped", () => {
    expect(written((out) => out.writeVarint64(-1, -1)).toString("hex")).toBe("ffffffffffffffffff01");
    expect(written((out) => out.writeVarint64(0, -1)).toString("hex")).toBe("ffffffff0f");
    expect(reader("ffffffffffffffffff7f").readVarintU64()).toBe(2n ** 64n - 1n);
  });
});

test.each(["readVarint32", "readVarintI64", "readVarintU64", "readZigzagI64"] as const)(
  "%s refuses what does not end, and stays where it was",
  (read) => {
    const endless = reader("80 80 80 80 80 80 80 80 80 80 01");
    expect(() => endless[read]()).toThrow(MalformedVarintError);
    expect(endless.position).toBe(0);
    for (const hex of ["", "80", "ffffffff", "ffffffffffffffffff"]) {
      expect(() => reader(hex)[read]()).toThrow(UnexpectedEndError);
    }
    // The next frame's bytes are there, and are none of this one's.
    const inside = new ByteReader(Buffer.from("808001", "hex"), 0, 2);
    expect(() => inside[read]()).toThrow(UnexpectedEndError);
    expect(() => new ByteReader(Buffer.from("01", "hex"), 0, 0)[read]()).toThrow(UnexpectedEndError);
  },
);

describe("a varint of one byte", () => {
  test.each([
    ["00", 0],
    ["7f", 0x7f],
  ])("%s is read", (hex, value) => {
    const input = reader(hex);
    expect(input.readShortVarint()).toBe(value);
    expect(input.remaining).toBe(0);
  });

  test("is -1 where there is none, and nothing was read then", () => {
    // Behind the frame's end a byte counts for nothing.
    for (const input of [reader("8001"), reader(""), new ByteReader(Buffer.from("0101", "hex"), 1, 1)]) {
      const { position } = input;
      expect(input.readShortVarint()).toBe(-1);
      expect(input.position).toBe(position);
    }
  });
});

test("whatever bytes stand there, a frame's varint is read as its sum says, or not at all", () => {
  const septets = fc.array(fc.integer({ min: 0, max: 0x7f }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(septets, fc.nat(14), fc.boolean(), (bits, length, behind) => {
      const bytes = Buffer.from([...bits.map((value, i) => (i < bits.length - 1 ? value | 0x80 : value)), 0x01, 0x01]);
      const end = Math.min(length, bits.length);
      const frame = behind ? new ByteReader(bytes, 0, end) : new ByteReader(bytes.subarray(0, end));
      if (bits.length > 10 || end < bits.length) {
        expect(() => frame.readVarint32()).toThrow();
        expect(frame.position).toBe(0);
      } else {
        const sum = bits.reduceRight((high, value) => (high << 7n) | BigInt(value), 0n);
        expect(frame.readVarint32()).toBe(Number(BigInt.asUintN(32, sum)));
        expect(frame.position).toBe(bits.length);
        frame.seek(0);
        expect(frame.readVarintU64()).toBe(BigInt.asUintN(64, sum));
      }
    }),
  );
});

test("little-endian numbers come back as they were written", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.double(), fc.float(), (high, low, double, float) => {
      const bytes = written((out) => {
        out.writeI32LE(low);
        out.writeI64HalvesLE(high, low);
        out.writeDoubleLE(double);
        out.writeFloatLE(float);
      }, 16);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const input = new ByteReader(bytes);
      expect(input.readI32LE()).toBe(view.getInt32(0, true));
      expect(input.readI64LE()).toBe((BigInt(high) << 32n) | BigInt(low >>> 0));
      input.seek(4);
      expect(input.readU64LE()).toBe(view.getBigUint64(4, true));
      expect(input.readDoubleLE()).toBe(double);
      expect(input.readFloatLE()).toBe(float);
      expect(input.remaining).toBe(0);
    }),
  );
});

describe("a length that is known afterwards", () => {
  /** What `text` in `levels` messages one inside the other should be. */
  function nested(text: string, levels: number): Buffer {
    let bytes = Buffer.from(text);
    for (let i = 0; i < levels; i++) {
      bytes = Buffer.concat([written((out) => out.writeVarint32(bytes.length)), bytes]);
    }
    return bytes;
  }

  test("is filled in whether it takes one byte or several, in one block or across many", () => {
    const blocks = fc.constantFrom(16, 64, 200, 4096);
    fc.assert(
      fc.property(blocks, fc.nat(700), fc.nat(6), fc.nat(30), (blockBytes, size, levels, before) => {
        const bytes = written((out) => {
          out.writeBytes(Buffer.alloc(before, "b"));
          const starts = Array.from({ length: levels }, () => out.reserve(1));
          for (let i = 0; i < size; i++) out.writeByte(0x61);
          for (const start of starts.reverse()) out.fillVarintLength(start);
          out.writeI32(-1);
        }, blockBytes);
        const expected = [Buffer.alloc(before, "b"), nested("a".repeat(size), levels), Buffer.alloc(4, 0xff)];
        expect(bytes.toString("latin1")).toBe(Buffer.concat(expected).toString("latin1"));
      }),
    );
  });

  test("leaves earlier reserved places valid", () => {
    const bytes = written((out) => {
      const whole = out.reserve(4);
      const start = out.reserve(1);
      out.writeBytes(Buffer.alloc(300));
      out.fillVarintLength(start);
      out.fillI32(whole, out.length - 4);
    }, 64);
    expect(bytes.subarray(0, 6).toString("hex")).toBe("0000012eac02");
  });

  test("counts borrowed bytes, and does not write on them", () => {
    const borrowed = Buffer.alloc(200, 1);
    const bytes = written((out) => {
      const start = out.reserve(1);
      out.writeBorrowed(borrowed);
      out.fillVarintLength(start);
    });
    expect(bytes.subarray(0, 3).toString("hex")).toBe("c80101");
    expect(borrowed.every((byte) => byte === 1)).toBe(true);
  });
});

test("a text stands behind its length as a varint, whatever it is made of", () => {
  const unit = fc.constantFrom("a", "ü", "日", "😀", "\ud800");
  const text = fc.tuple(unit, unit, fc.nat(1500)).map(([a, b, length]) => a.repeat(length) + b);
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: "binary" })), fc.constantFrom(16, 300, 4096), (value, blockBytes) => {
      const encoded = Buffer.from(value.toWellFormed());
      const bytes = written((out) => out.writeStringVarint(value), blockBytes);
      const input = new ByteReader(bytes);
      expect(input.readVarint32()).toBe(encoded.length);
      expect(bytes.subarray(input.position).equals(encoded)).toBe(true);
      expect(input.position).toBe(varint32Bytes(encoded.length));
    }),
  );
});
