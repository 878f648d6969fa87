import { describe, expect, test } from "vitest";
import { MetaInfo, MetaValues, mergeMeta } from "./meta-info.ts";

function received(values: Readonly<Record<string, string>>): MetaValues {
  const meta = new MetaValues();
  for (const [key, value] of Object.entries(values)) meta.set(key, value);
  return meta;
}

describe("values", () => {
  test("empty names and empty values are never stored, and do not replace", () => {
    const values = received({ a: "1" });
    values.set("", "x");
    values.set("a", "");
    values.set("b", "");
    expect([...values]).toEqual([["a", "1"]]);
    expect(values.size).toBe(1);
  });

  test("__proto__ and constructor are names like any other", () => {
    const values = new MetaValues();
    values.set("__proto__", "p");
    expect([values.get("__proto__"), values.get("constructor"), values.has("toString")]).toEqual([
      "p",
      undefined,
      false,
    ]);
  });

  test("a deleted value is gone", () => {
    const values = received({ a: "1" });
    values.delete("a");
    values.delete("never there");
    expect([values.has("a"), values.size]).toEqual([false, 0]);
  });
});

describe("transient values", () => {
  test("what was received is readable and does not go out", () => {
    const { transient } = new MetaInfo(received({ user: "42" }));
    expect([transient.get("user"), transient.has("user")]).toEqual(["42", true]);
    expect([...transient]).toEqual([["user", "42"]]);
    expect([...transient.outgoing]).toEqual([]);
  });

  test("setting a name hides the received value, and goes out", () => {
    const { transient } = new MetaInfo(received({ user: "42", other: "1" }));
    transient.set("user", "43");
    expect(transient.get("user")).toBe("43");
    expect([...transient]).toEqual([
      ["other", "1"],
      ["user", "43"],
    ]);
    expect([...transient.outgoing]).toEqual([["user", "43"]]);
  });

  test("setting an empty value does not hide the received one", () => {
    const { transient } = new MetaInfo(received({ user: "42" }));
    transient.set("user", "");
    expect(transient.get("user")).toBe("42");
  });

  test("deleting takes back what was set, or else what was received", () => {
    const { transient } = new MetaInfo(received({ user: "42" }));
    transient.set("mine", "1");
    transient.delete("mine");
    transient.delete("user");
    expect([...transient]).toEqual([]);
  });
});

describe("backward values", () => {
  test.each(["isn", "rip", "crrst", "crc32c", "kx.mux", "biz-status", "PV_x", "RPC_PERSIST_a", "RPC_"])(
    "%s is a name of the protocol and refused",
    (name) => {
      const { backward } = new MetaInfo();
      expect(() => backward.set(name, "1")).toThrow(RangeError);
      expect(backward.size).toBe(0);
    },
  );

  test("any other name travels as it is", () => {
    const { backward } = new MetaInfo();
    for (const name of ["bk", "kxmux", "Biz-status", "isn2", "rpc_persist_x"]) backward.set(name, "1");
    expect(backward.size).toBe(5);
    backward.delete("bk");
    expect([backward.get("bk"), backward.get("isn2")]).toEqual([undefined, "1"]);
    expect([...backward].length).toBe(4);
  });
});

test("later values win when metadata is laid over metadata, empty ones do not", () => {
  const base = mergeMeta(undefined, { transient: { t: "1" }, persistent: { p: "1", q: "1" } });
  const merged = mergeMeta(base, { persistent: { p: "2", q: "", "": "x" } });
  expect(merged).toEqual({
    transient: new Map([["t", "1"]]),
    persistent: new Map([
      ["p", "2"],
      ["q", "1"],
    ]),
  });
  expect(base.persistent.get("p")).toBe("1");
});
