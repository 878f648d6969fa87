import { ByteReader } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { thrift } from "../codegen.ts";
import { compileStruct } from "../jit/compile.ts";
import { interpretStruct } from "../jit/interpret.ts";
import { argsCodec, outcomeCodec } from "../method-codec.ts";
import { unknownFields } from "../unknown-fields.ts";
import { anyEveryType } from "./any-every-type.ts";
import { bytesOf, readerOf, thrownBy, written } from "./bytes.ts";
import {
  Denied,
  defaultEveryType,
  EveryTypeDescriptor,
  type EveryTypeInput,
  InnerDescriptor,
  NotFound,
  readEveryType,
  readInner,
  readSubject,
  ShopAddArgs,
  ShopAddArgsDescriptor,
  ShopFindArgs,
  ShopFindArgsDescriptor,
  ShopFindResult,
  ShopFindResultDescriptor,
  ShopPingArgs,
  ShopPingResult,
  writeEveryType,
  writeInner,
  writeSubject,
} from "./generated.ts";

// Many random cases: slow where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** What a reader makes of what the writer took: bigints for safe integers, the default for what was left out. */
function asRead(value: EveryTypeInput): object {
  return {
    ...value,
    large: BigInt(value.large),
    greeting: value.greeting ?? "hi",
    ...(value.next === undefined ? {} : { next: asRead(value.next) }),
  };
}

describe("code in the shape that the tool writes", () => {
  const compiled = compileStruct(EveryTypeDescriptor);
  const interpreted = interpretStruct(EveryTypeDescriptor);

  test("writes and reads what the descriptor says, compiled or interpreted", () => {
    fc.assert(
      fc.property(anyEveryType, (value) => {
        const bytes = written((out) => writeEveryType(value, out, 64));
        expect(written((out) => compiled.write(value, out, 64)).equals(bytes)).toBe(true);
        expect(written((out) => interpreted.write(value, out, 64)).equals(bytes)).toBe(true);
        const read = readEveryType(new ByteReader(bytes), 64);
        expect(read).toEqual(asRead(value));
        expect(compiled.read(new ByteReader(bytes), 64)).toEqual(read);
        expect(interpreted.read(new ByteReader(bytes), 64)).toEqual(read);
      }),
      { numRuns: 200 },
    );
  });

  test("gives the same defaults for what was not sent", () => {
    const hex = "080013 00000000 00";
    const read = readEveryType(readerOf(hex), 64);
    expect(read).toEqual(defaultEveryType());
    expect(compiled.read(readerOf(hex), 64)).toEqual(read);
    expect(interpreted.read(readerOf(hex), 64)).toEqual(read);
    expect(Object.keys(read)).toEqual(EveryTypeDescriptor.fields.map(({ name }) => name));
  });

  test("reads an inherited property only when the value has it itself", () => {
    const plain = defaultEveryType();
    Reflect.deleteProperty(plain, "constructor");
    const read = readEveryType(new ByteReader(written((out) => writeEveryType(plain, out, 64))), 64);
    expect(read.constructor).toBeUndefined();
  });

  test("keeps unknown fields and writes them again", () => {
    const hex = "0b0001 00000001 61 080007 0000002a 0f0008 02 00000002 0100 00";
    for (const codec of [
      { write: writeInner, read: readInner },
      compileStruct(InnerDescriptor),
      interpretStruct(InnerDescriptor),
    ]) {
      const value = codec.read(readerOf(hex), 64);
      expect(value).toEqual({
        name: "a",
        rank: 7,
        [unknownFields]: new Uint8Array(bytesOf("0800070000002a0f000802000000020100")),
      });
      const again = written((out) => codec.write({ name: "a", rank: 7, ...Object(value) }, out, 64));
      // `rank` is optional and equals its default, so it is not sent.
      expect(again).toEqual(bytesOf(`0b00010000000161 080007 0000002a 0f0008 02 00000002 0100 00`));
    }
  });

  test("a union must have one member to be written and may have any to be read", () => {
    expect(() => written((out) => writeSubject({ $unknown: true }, out, 64))).toThrow(
      "exactly one member of the union Subject",
    );
    expect(readSubject(readerOf("00"), 64)).toEqual({ $unknown: true });
    expect(readSubject(readerOf("0b0002 00000001 61 080009 00000001 00"), 64)).toEqual({ text: "a" });
  });
});

describe("arguments and results", () => {
  test("one parameter is the request, several are an object, none is undefined", () => {
    expect(written((out) => ShopAddArgs.write({ a: 1, b: 2 }, out, 64))).toEqual(
      bytesOf("080001 00000001 080002 00000002 00"),
    );
    expect(ShopAddArgs.read(readerOf("080002 00000002 00"), 64)).toEqual({ a: 0, b: 2 });
    expect(written((out) => ShopPingArgs.write(undefined, out, 64))).toEqual(bytesOf("00"));
    expect(ShopPingArgs.read(readerOf("080002 00000002 00"), 64)).toBeUndefined();
    expect(ShopFindArgs.read(readerOf("00"), 64)).toEqual(defaultEveryType());
  });

  test("their structs are no level of depth", () => {
    const bytes = written((out) => ShopFindArgs.write(defaultEveryType(), out, 2));
    expect(ShopFindArgs.read(new ByteReader(bytes), 2)).toEqual(defaultEveryType());
    expect(() => ShopFindArgs.read(new ByteReader(bytes), 1)).toThrow("nested too deep");
  });

  test("the same from descriptors alone", () => {
    const args = argsCodec(ShopFindArgsDescriptor, interpretStruct(ShopFindArgsDescriptor));
    const add = argsCodec(ShopAddArgsDescriptor, compileStruct(ShopAddArgsDescriptor));
    const value = defaultEveryType();
    const bytes = written((out) => ShopFindArgs.write(value, out, 2));
    expect(written((out) => args.write(value, out, 2)).equals(bytes)).toBe(true);
    expect(args.read(new ByteReader(bytes), 2)).toEqual(value);
    expect(add.read(readerOf("080002 00000002 00"), 1)).toEqual({ a: 0, b: 2 });
  });

  test.each([
    ["a value", { ok: true, value: defaultEveryType() }],
    ["the first exception", { ok: false, error: new NotFound({ id: "a", code: 1 }) }],
    ["the second exception", { ok: false, error: new Denied({ message: "no" }) }],
  ] as const)("a result with %s comes back", (_name, outcome) => {
    const fromDescriptor = outcomeCodec(ShopFindResultDescriptor, compileStruct(ShopFindResultDescriptor));
    const bytes = written((out) => ShopFindResult.write(outcome, out, 64));
    expect(written((out) => fromDescriptor.write(outcome, out, 64)).equals(bytes)).toBe(true);
    const read = ShopFindResult.read(new ByteReader(bytes), 64);
    expect(read).toEqual(outcome);
    expect(fromDescriptor.read(new ByteReader(bytes), 64)).toEqual(outcome);
    if (!outcome.ok) {
      expect(ShopFindResult.declares(outcome.error)).toBe(true);
      expect(read).toMatchObject({ error: { fields: outcome.error.fields, name: outcome.error.name } });
    }
  });

  test("the exception that is declared first wins over the others and over the value", () => {
    const hex = "0c0002 0b0001 00000001 62 00 0c0001 0b0001 00000001 61 00 0c0000 080013 00000000 00 00";
    expect(ShopFindResult.read(readerOf(hex), 64)).toEqual({ ok: false, error: new NotFound({ id: "a", code: 404 }) });
  });

  test("an empty result is none, but for a void method", () => {
    expect(ShopFindResult.read(readerOf("00"), 64)).toBeUndefined();
    expect(ShopPingResult.read(readerOf("00"), 64)).toEqual({ ok: true, value: undefined });
  });
});

test("an exception's message is its own text or its name", () => {
  expect(new Denied({ message: "not you" }).message).toBe("not you");
  expect(new NotFound({ id: "a", code: 1 })).toMatchObject({
    message: "NotFound",
    name: "NotFound",
    fields: { id: "a" },
  });
  expect(new NotFound({ id: "a", code: 1 })).toBeInstanceOf(Error);
});

test("failures of generated code are explained with their path", () => {
  const find = {
    service: "Shop",
    name: "find",
    oneway: false,
    streaming: "unary" as const,
    args: ShopFindArgs,
    result: ShopFindResult,
  };
  const limits = { maxDepth: 64, maxElements: 100 };
  const bad = { ...defaultEveryType(), next: { ...defaultEveryType(), names: ["a", 5] } };
  const error = thrownBy(() => written((out) => thrift.encodeRequest(out, find, 1, bad, limits)));
  expect(error).toMatchObject({ message: "req.next.names[1] must be a string, got the number 5" });
  expect(() => thrift.decodeRequest(readerOf("0c0001 0c000d 00 00 00"), find, limits)).toThrow(
    "req.inner: required field name is not set",
  );
  const wrong = { ok: false, error: { ...new NotFound({ id: "a", code: 1 }) } } as const;
  expect(() => written((out) => thrift.encodeReply(out, find, 1, wrong, limits))).toThrow("must be an exception that");
});
