import { join } from "node:path";
import { thrift } from "@kitex-ts/codec-thrift";
import { type ApacheModule, apacheService } from "@kitex-ts/codec-thrift/apache";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import { afterAll, describe, expect, test } from "vitest";
import { describePeer } from "../support/peers.ts";
import { hex } from "../support/wire.ts";
import { type ApacheTypes, int64 } from "./apache-dialect.ts";
import { type Compiled, compile, generators } from "./compile.ts";

const idl = join(import.meta.dirname, "idl", "shop.thrift");
const limits = { maxDepth: 64, maxElements: 1000 };

// A struct of "pen", -5 and two tags.
const item = { name: "pen", price: int64(-5n), tags: { red: 1, __proto: 2 } };
const itemHex =
  "0b0001 00000003 70656e  0a0002 fffffffffffffffb " +
  "0d0003 0b08 00000002 00000003 726564 00000001 00000007 5f5f70726f746f 00000002  00";

describe.each(generators)("thrift --gen %s", (generator) => {
  describePeer("thrift", `the adapter on a module by thrift --gen ${generator}`, ({ program }) => {
    let made: Compiled | undefined;
    afterAll(() => made?.[Symbol.dispose]());
    const load = <T>(module: string): T => {
      made ??= compile(program, idl, generator);
      return made.load(module) as T;
    };
    const methodOf = (name: string): MethodInfo => {
      const method = apacheService("Shop", load<ApacheModule>("Shop.js")).methods.get(name);
      if (method === undefined) throw new Error(`no method ${name}`);
      return method;
    };
    const make = (name: string, fields: object): object => {
      const type = load<ApacheTypes>("shop_types.js")[name];
      if (type === undefined) throw new Error(`no class ${name}`);
      return new type(fields);
    };

    test("has the methods of the service and of the one it extends", () => {
      const { methods } = apacheService("Shop", load<ApacheModule>("Shop.js"));
      expect([...methods.keys()].sort()).toEqual(["add", "everything", "find", "notify", "ping"]);
      expect([...methods.values()].filter(({ oneway }) => oneway).map(({ name }) => name)).toEqual(["notify"]);
    });

    test.each([
      ["find", () => make("Item", item), `0c0001 ${itemHex} 00`],
      ["add", () => [2, 3], "080001 00000002 080002 00000003 00"],
      ["ping", () => undefined, "00"],
      ["notify", () => "hi", "0b0001 00000002 6869 00"],
    ])("writes and reads the arguments of %s", (name, request, bytes) => {
      const { args } = methodOf(name);
      expect(written((out) => args.write(request(), out, 64))).toEqual(hex(bytes));
      expect(args.read(new ByteReader(hex(bytes)), 64)).toEqual(request());
    });

    test("writes and reads a value, a declared exception, and nothing", () => {
      const { result } = methodOf("find");
      const value = { ok: true, value: make("Item", item) } as const;
      expect(written((out) => result.write(value, out, 64))).toEqual(hex(`0c0000 ${itemHex} 00`));
      expect(result.read(new ByteReader(hex(`0c0000 ${itemHex} 00`)), 64)).toEqual(value);

      const error = make("NotFound", { name: "pen" });
      const failure = hex("0c0001 0b0001 00000003 70656e 00 00");
      expect(result.declares(error)).toBe(true);
      expect(written((out) => result.write({ ok: false, error }, out, 64))).toEqual(failure);
      expect(result.read(new ByteReader(failure), 64)).toMatchObject({ ok: false, error: { name: "pen" } });

      expect(result.read(new ByteReader(hex("00")), 64)).toBeUndefined();
      expect(methodOf("ping").result.read(new ByteReader(hex("00")), 64)).toEqual({ ok: true, value: undefined });
    });

    test("refuses what the IDL does not declare, and numbers out of range", () => {
      const { result } = methodOf("find");
      expect(result.declares(new Error("x"))).toBe(false);
      expect(() => result.write({ ok: false, error: new Error("x") }, new ByteWriter(), 64)).toThrow("x");
      expect(() => result.write({ ok: true, value: undefined }, new ByteWriter(), 64)).toThrow("undefined");
      for (const a of [2 ** 31, 1.5, Number.NaN, "x"]) {
        expect(() => methodOf("add").args.write([a, 1], new ByteWriter(), 64)).toThrow("must be an integer");
      }
    });

    test("carries every type", () => {
      const { args } = methodOf("everything");
      const value = {
        flag: true,
        tiny: -1,
        small: -2,
        medium: -3,
        large: int64(2n ** 62n),
        ratio: 1.5,
        text: "hé",
        bytes: Buffer.from([0, 255]),
        names: ["a", "b"],
        numbers: [1, 2],
        items: { "-7": [make("Item", { name: "pen", price: int64(1n), tags: {} })] },
        flags: { "12345678901": true, "-2": false },
      };
      const bytes = written((out) => args.write(make("Everything", value), out, 64));
      const read = args.read(new ByteReader(bytes), 64);
      expect(read).toEqual(make("Everything", value));
      expect(written((out) => args.write(read, out, 64))).toEqual(bytes);
    });

    test.each([
      ["a map of 2^31 - 1 entries", "0d0003 0b08 7fffffff 00000000"],
      ["a map of -1 entries", "0d0003 0b08 ffffffff 00000000"],
      ["a map with the key __proto__", "0d0003 0b08 00000001 00000009 5f5f70726f746f5f5f 00000001"],
      ["a string longer than its message", "0b0001 7fffffff"],
      ["structs nested without an end", "0c0004".repeat(100_000)],
      ["unknown structs nested without an end", "0c0009".repeat(100_000)],
      ["unknown lists nested too deep", "0f0009 0c 00000001".repeat(70)],
    ])("refuses %s with the codec's own error", (_what, body) => {
      const input = new ByteReader(hex(`0c0001 ${body}`));
      expect(() => thrift.decodeRequest(input, methodOf("find"), limits)).toThrow(
        expect.objectContaining({ name: "ThriftError" }),
      );
    });

    test("refuses a message that is cut, wherever", () => {
      const bytes = hex(`0c0001 ${itemHex} 00`);
      for (let end = 0; end < bytes.length; end++) {
        const cut = new ByteReader(bytes, 0, end);
        expect(() => thrift.decodeRequest(cut, methodOf("find"), limits), `${end} bytes`).toThrow(
          expect.objectContaining({ name: "ThriftError" }),
        );
      }
    });
  });
});

function written(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter();
  write(out);
  return Buffer.concat(out.take());
}
