import { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { anyStruct, anyValueOf } from "../testdata/arbitrary.ts";
import { written } from "../testdata/bytes.ts";
import { npmThriftBytes } from "../testdata/npm-thrift.ts";
import { compileStruct } from "./compile.ts";
import { interpretStruct } from "./interpret.ts";

// Many random cases: slow where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const depth = 64;
const structAndValue = anyStruct.chain((struct) =>
  fc.record({ struct: fc.constant(struct), value: anyValueOf(struct) }),
);

test("compiled and interpreted codecs and npm thrift write the same bytes for any type and value", () => {
  fc.assert(
    fc.property(structAndValue, ({ struct, value }) => {
      const compiled = written((out) => compileStruct(struct).write(value, out, depth));
      const interpreted = written((out) => interpretStruct(struct).write(value, out, depth));
      expect(compiled.toString("hex")).toBe(interpreted.toString("hex"));
      expect(compiled.toString("hex")).toBe(npmThriftBytes(struct, value).toString("hex"));
    }),
    { numRuns: 300 },
  );
});

test("compiled and interpreted codecs read back what was written", () => {
  fc.assert(
    fc.property(structAndValue, ({ struct, value }) => {
      const bytes = written((out) => compileStruct(struct).write(value, out, depth));
      for (const codec of [compileStruct(struct), interpretStruct(struct)]) {
        const input = new ByteReader(bytes);
        expect(codec.read(input, depth)).toEqual(value);
        expect(input.remaining).toBe(0);
      }
    }),
    { numRuns: 300 },
  );
});

test("compiled and interpreted codecs read any bytes to the same value, or both refuse", () => {
  const outcome = (read: () => unknown): unknown => {
    try {
      return { value: read() };
    } catch {
      return "refused";
    }
  };
  fc.assert(
    fc.property(structAndValue, fc.nat(), fc.nat(255), ({ struct, value }, at, byte) => {
      const bytes = written((out) => compileStruct(struct).write(value, out, depth));
      bytes[at % bytes.length] = byte;
      const compiled = outcome(() => compileStruct(struct).read(new ByteReader(bytes), depth));
      expect(outcome(() => interpretStruct(struct).read(new ByteReader(bytes), depth))).toEqual(compiled);
    }),
    { numRuns: 500 },
  );
});

test("writing does not change the value", () => {
  fc.assert(
    fc.property(structAndValue, ({ struct, value }) => {
      const before = structuredClone(value);
      written((out) => compileStruct(struct).write(value, out, depth));
      expect(value).toEqual(before);
    }),
    { numRuns: 50 },
  );
});
