import type { FrameLength } from "@kitex-ts/netpoll/buffer";
import { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { writeMessageHeader } from "./binary/message-header.ts";
import { compileStruct } from "./jit/compile.ts";
import { messageLength } from "./message-length.ts";
import { skip } from "./skip.ts";
import { anyStruct, anyValueOf } from "./testdata/arbitrary.ts";
import { bytesOf, thrownBy, written } from "./testdata/bytes.ts";
import { exchanges } from "./testdata/recorded.ts";
import { ThriftError } from "./thrift-error.ts";

// Many random cases: slow where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const limits = { maxDepth: 64, maxElements: 1000 };

/** Bytes that have arrived; counts how often they were looked at. */
class Arrived {
  length = 0;
  looks = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u8(offset: number): number {
    this.#look(offset + 1);
    return this.#bytes.readUInt8(offset);
  }

  u32(offset: number): number {
    this.#look(offset + 4);
    return this.#bytes.readUInt32BE(offset);
  }

  #look(end: number): void {
    this.looks++;
    if (end > this.length) throw new Error(`looked at byte ${end} of ${this.length}`);
  }
}

/** What the scanner says, asked again after each chunk. */
function lengthIn(
  bytes: Buffer,
  chunks: readonly number[],
  scan: FrameLength = messageLength(limits),
): number | undefined {
  const arrived = new Arrived(bytes);
  for (const chunk of [...chunks, bytes.length]) {
    arrived.length = Math.min(arrived.length + chunk, bytes.length);
    const length = scan(arrived);
    if (length !== undefined) return length;
  }
  return undefined;
}

function message(body: string): Buffer {
  return bytesOf(`80010001 00000001 78 00000001 ${body}`);
}

describe("the end of a message", () => {
  test.each(Object.entries(exchanges))("%s", (_name, hex) => {
    const bytes = bytesOf(`${hex} ffff`);
    expect(lengthIn(bytes, [])).toBe(bytes.length - 2);
    expect(lengthIn(bytes, Array(bytes.length).fill(1))).toBe(bytes.length - 2);
  });

  test("is where the decoder ends, for any message in any chunks, and the next one follows", () => {
    const example = anyStruct.chain((struct) => fc.record({ struct: fc.constant(struct), value: anyValueOf(struct) }));
    fc.assert(
      fc.property(example, fc.array(fc.integer({ min: 1, max: 20 })), ({ struct, value }, chunks) => {
        const bytes = written((out) => {
          writeMessageHeader(out, "call", "method", 1);
          compileStruct(struct).write(value, out, 64);
        });
        const scan = messageLength(limits);
        expect(lengthIn(Buffer.concat([bytes, bytes]), chunks, scan)).toBe(bytes.length);
        expect(lengthIn(bytes, chunks, scan)).toBe(bytes.length);
      }),
      { numRuns: 200 },
    );
  });

  test("is unknown while a byte is missing", () => {
    for (const hex of Object.values(exchanges)) {
      const bytes = bytesOf(hex);
      for (let length = 0; length < bytes.length; length++) {
        expect(lengthIn(bytes.subarray(0, length), [])).toBeUndefined();
      }
    }
  });

  test("is looked for in linear time when bytes come one at a time", () => {
    const looksFor = (count: number): number => {
      const bytes = written((out) => {
        writeMessageHeader(out, "call", "method", 1);
        for (let i = 0; i < count; i++) {
          out.writeI32(0x0b000100);
          out.writeByte(0);
          out.writeI16(3);
          out.writeBytes(Buffer.from("abc"));
        }
        out.writeByte(0);
      });
      const arrived = new Arrived(bytes);
      const scan = messageLength(limits);
      while (arrived.length < bytes.length) {
        arrived.length++;
        scan(arrived);
      }
      return arrived.looks;
    };
    expect(looksFor(2000) / looksFor(1000)).toBeLessThan(2.1);
  });

  test("takes no work per element where elements have a fixed size", () => {
    const bytes = message("0f0001 08 000003e8");
    const arrived = new Arrived(bytes);
    arrived.length = bytes.length;
    const scan = messageLength(limits);
    for (let i = 0; i < 100; i++) expect(scan(arrived)).toBeUndefined();
    expect(arrived.looks).toBeLessThan(120);
  });
});

describe("refused", () => {
  test.each([
    ["00000004 4563686f 01 00000001", "no strict Thrift binary"],
    ["80010000 00000004", "unknown type 0"],
    ["80010001 00000000", "method name is empty"],
    ["80010001 ffffffff", "a method name of -1 bytes"],
    ["80010001 7fffffff", "a message of 2147483659 bytes or more"],
  ])("an envelope of %s", (hex, message) => {
    const error = thrownBy(() => lengthIn(bytesOf(hex), []));
    expect(error).toBeInstanceOf(ThriftError);
    expect(String(error)).toContain(message);
  });

  test.each([
    ["01", "unknown type id 1"],
    ["100001", "unknown type id 16"],
    ["0b0001 ffffffff", "a string of -1 bytes"],
    ["0b0001 7fffffff", "bytes or more"],
    ["0f0001 08 ffffffff", "a container of -1 elements"],
    ["0f0001 08 7fffffff", "past the limit of elements"],
    ["0f0001 02 000003e9", "past the limit of elements"],
    ["0f0001 05 00000001", "unknown type ids 5 and 5"],
    ["0d0001 0b00 00000001", "unknown type ids 11 and 0"],
    [`${"0c0001".repeat(65)}`, "nested too deep"],
    [`0f0001 ${"0f00000001".repeat(70)}`, "nested too deep"],
  ])("a body of %s", (body, expected) => {
    const error = thrownBy(() => lengthIn(message(body), []));
    expect(error).toBeInstanceOf(ThriftError);
    expect(String(error)).toContain(expected);
  });

  test("elements past the limit, all containers together", () => {
    const list = (id: number, size: number): string =>
      `0f000${id} 02 ${size.toString(16).padStart(8, "0")} ${"01".repeat(size)}`;
    expect(lengthIn(message(`${list(1, 500)} ${list(2, 500)} 00`), [])).toBeDefined();
    expect(() => lengthIn(message(`${list(1, 500)} ${list(2, 501)} 00`), [])).toThrow(ThriftError);
  });

  test("as the decoder skips: random bodies end in the same place or fail in both", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 8, 11, 12, 13, 14, 15), { maxLength: 60 }), (body) => {
        const bytes = Buffer.concat([message(""), Buffer.from(body)]);
        const input = new ByteReader(bytes, message("").length, bytes.length, limits.maxElements);
        let end: number | undefined;
        try {
          skip(input, 12, limits.maxDepth + 1);
          end = input.position;
        } catch {
          end = undefined;
        }
        let found: number | undefined;
        try {
          found = lengthIn(bytes, []);
        } catch (error) {
          expect(error).toBeInstanceOf(ThriftError);
        }
        // A length past the bytes that are there waits for them where the decoder, which has a whole frame, refuses.
        expect(found !== undefined && found > bytes.length ? undefined : found).toBe(end);
      }),
      { numRuns: 3000 },
    );
  });
});
