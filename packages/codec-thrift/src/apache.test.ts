import { createRequire } from "node:module";
import type { MethodInfo } from "@kitex-ts/core/extension";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import thriftLibrary from "thrift";
import { describe, expect, test } from "vitest";
import { type ApacheModule, apacheService } from "./apache.ts";
import { thrift } from "./payload-codec.ts";
import { bytesOf, readerOf, thrownBy, written } from "./testdata/bytes.ts";
import { ThriftError } from "./thrift-error.ts";

const require = createRequire(import.meta.url);
const limits = { maxDepth: 64, maxElements: 1000 };

/** A module by the compiler's shape, with the classes of its structs. */
interface ShopModule extends ApacheModule {
  readonly Item: new (fields: object) => object;
  readonly NotFound: new (fields: object) => Error;
}

const byHand: ShopModule = require("./testdata/apache/shop.cjs");

function methodOf(name: string): MethodInfo {
  const method = apacheService("Shop", byHand).methods.get(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

function int64(value: number): InstanceType<typeof thriftLibrary.Int64> {
  return new thriftLibrary.Int64(value);
}

const item = { name: "pen", price: int64(-5), tags: { red: 1, __proto: 2 } };
const itemHex = `
  0b0001 00000003 70656e             // field 1, string "pen"
  0a0002 fffffffffffffffb            // field 2, i64 -5
  0d0003 0b08 00000002               // field 3, map of 2
    00000003 726564 00000001         //   "red": 1
    00000007 5f5f70726f746f 00000002 //   "__proto": 2
  00`;

describe("a module by hand", () => {
  test("has the methods of the service and of the one it extends", () => {
    const { methods, name } = apacheService("Shop", byHand);
    expect(name).toBe("Shop");
    expect([...methods.keys()].sort()).toEqual(expect.arrayContaining(["add", "find", "notify", "ping"]));
    expect([...methods.values()].filter(({ oneway }) => oneway).map((method) => method.name)).toEqual(["notify"]);
  });

  test("arguments: one is the request, several are an array, none is undefined", () => {
    const { Item } = byHand;
    const find = methodOf("find");
    const bytes = written((out) => find.args.write(new Item(item), out, 64));
    expect(bytes).toEqual(bytesOf(`0c0001 ${itemHex}\n 00`));
    const read = find.args.read(new ByteReader(bytes), 64);
    expect(read).toBeInstanceOf(Item);
    expect(read).toMatchObject({ name: "pen", tags: item.tags });
    expect(Number(Object(read).price)).toBe(-5);

    const add = methodOf("add");
    const sum = bytesOf("080001 00000002 080002 00000003 00");
    expect(written((out) => add.args.write([2, 3], out, 64))).toEqual(sum);
    expect(add.args.read(new ByteReader(sum), 64)).toEqual([2, 3]);

    const ping = methodOf("ping");
    expect(written((out) => ping.args.write(undefined, out, 64))).toEqual(bytesOf("00"));
    expect(ping.args.read(readerOf("080009 00000001 00"), 64)).toBeUndefined();

    const notify = methodOf("notify");
    expect(written((out) => notify.args.write("hi", out, 64))).toEqual(bytesOf("0b0001 00000002 6869 00"));
    expect(notify.args.read(readerOf("0b0001 00000002 6869 00"), 64)).toBe("hi");
  });

  test("results: a value, a declared exception, nothing", () => {
    const { Item, NotFound } = byHand;
    const find = methodOf("find");
    const value = bytesOf(`0c0000 ${itemHex}\n 00`);
    expect(written((out) => find.result.write({ ok: true, value: new Item(item) }, out, 64))).toEqual(value);
    expect(find.result.read(new ByteReader(value), 64)).toMatchObject({ ok: true, value: { name: "pen" } });

    const error = new NotFound({ name: "pen" });
    const failure = bytesOf("0c0001 0b0001 00000003 70656e 00 00");
    expect(written((out) => find.result.write({ ok: false, error }, out, 64))).toEqual(failure);
    const read = find.result.read(new ByteReader(failure), 64);
    expect(read).toMatchObject({ ok: false, error: { name: "pen" } });
    expect(read?.ok === false && read.error instanceof NotFound).toBe(true);

    expect(find.result.read(readerOf("00"), 64)).toBeUndefined();
    expect(() => find.result.write({ ok: true, value: undefined }, new ByteWriter(), 64)).toThrow(ThriftError);
    const ping = methodOf("ping");
    expect(written((out) => ping.result.write({ ok: true, value: undefined }, out, 64))).toEqual(bytesOf("00"));
    expect(ping.result.read(readerOf("00"), 64)).toEqual({ ok: true, value: undefined });
  });

  test("only the exceptions of the IDL are declared", () => {
    const { NotFound } = byHand;
    const find = methodOf("find");
    expect(find.result.declares(new NotFound({ name: "x" }))).toBe(true);
    expect(find.result.declares(new Error("x"))).toBe(false);
    expect(find.result.declares("x")).toBe(false);
    expect(find.result.declares(null)).toBe(false);
    expect(methodOf("notify").result.declares(new Error("x"))).toBe(false);
    expect(() => find.result.write({ ok: false, error: new Error("x") }, new ByteWriter(), 64)).toThrow(ThriftError);
  });

  test("values out of range are refused", () => {
    const add = methodOf("add");
    for (const a of [2 ** 31, 1.5, Number.NaN, "x"]) {
      expect(thrownBy(() => add.args.write([a, 1], new ByteWriter(), 64))).toBeInstanceOf(ThriftError);
    }
    expect(thrownBy(() => add.args.write([1], new ByteWriter(), 64))).toBeInstanceOf(ThriftError);
  });

  test("hostile bytes are refused with the codec's own error", () => {
    const find = methodOf("find");
    for (const body of [
      "0d0003 0b08 7fffffff 00000000",
      "0d0003 0b08 ffffffff 00000000",
      "0d0003 0b08 00000001 00000009 5f5f70726f746f5f5f 00000001",
      "0b0001 7fffffff",
      "0b0001 ffffffff",
      "0c0004".repeat(65),
      "0c0004".repeat(100_000),
      "0c0009".repeat(100_000),
      "0f0009 0c 00000001".repeat(70),
    ]) {
      const input = readerOf(`0c0001 ${body}`);
      expect(thrownBy(() => thrift.decodeRequest(input, find, limits))).toBeInstanceOf(ThriftError);
    }
  });

  test("cuts are refused, at every offset", () => {
    const find = methodOf("find");
    const bytes = bytesOf(`0c0001 ${itemHex}\n 00`);
    for (let end = 0; end < bytes.length; end++) {
      const cut = new ByteReader(bytes, 0, end);
      expect(thrownBy(() => thrift.decodeRequest(cut, find, limits))).toBeInstanceOf(ThriftError);
    }
  });
});

test("nesting is limited to the depth given, when it is written too", () => {
  const find = methodOf("find");
  const chain = (levels: number): object => {
    let value: object = { name: "end" };
    for (let i = 1; i < levels; i++) value = { next: value };
    return value;
  };
  const bytes = written((out) => find.args.write(chain(64), out, 64));
  expect(find.args.read(new ByteReader(bytes), 64)).toBeDefined();
  expect(() => find.args.write(chain(65), new ByteWriter(), 64)).toThrow("nested too deep");
  const cyclic: Record<string, unknown> = { name: "a" };
  cyclic["next"] = cyclic;
  expect(thrownBy(() => find.args.write(cyclic, new ByteWriter(), 64))).toBeInstanceOf(ThriftError);
});

test("a client passes requests on, and a handler gets them with the context", async () => {
  const service = apacheService("Shop", byHand);
  const calls: unknown[] = [];
  const never = (): never => {
    throw new Error("a call is no stream");
  };
  const client = service.client({
    stream: never,
    upload: never,
    settleUpload: never,
    openDuplex: never,
    openUpload: never,
    call: async (...given) => {
      calls.push(given);
      throw new Error("no server");
    },
    settle: async (...given) => {
      calls.push(given);
      throw new Error("no server");
    },
  });
  await expect(client["add"]?.([1, 2], { timeoutMs: 5 })).rejects.toThrow("no server");
  await expect(client["ping"]?.safe(undefined)).rejects.toThrow("no server");
  expect(calls).toEqual([
    ["add", [1, 2], { timeoutMs: 5 }],
    ["ping", undefined, undefined],
  ]);
  const handler = { add: ([a, b]: [number, number]) => a + b, find: () => null, ping: () => {}, notify: () => {} };
  expect(Object.keys(service.handlers(handler)).sort()).toEqual(["add", "find", "notify", "ping"]);
  expect(() => service.handlers({ add: handler.add })).toThrow("the handler has no method");
});
