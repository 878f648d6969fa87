import { expect, test } from "vitest";
import { MetaInfo, MetaValues } from "../../context/meta-info.ts";
import { carriesMeta, metaPairs, readMeta } from "./meta-headers.ts";

const headersOf = (pairs: Readonly<Record<string, string>>): Map<string, string> => new Map(Object.entries(pairs));

test("transient values go out before persistent ones, each with its prefix", () => {
  const meta = new MetaInfo();
  meta.persistent.set("logid", "12345");
  meta.transient.set("k1", "v1");
  expect(metaPairs(meta)).toEqual([
    ["RPC_TRANSIT_k1", "v1"],
    ["RPC_PERSIST_logid", "12345"],
  ]);
  expect(metaPairs(undefined)).toEqual([]);
});

test("what came as transient, and what goes backward, does not go out", () => {
  const received = new MetaValues();
  received.set("user", "42");
  const meta = new MetaInfo(received);
  meta.backward.set("b", "1");
  expect(metaPairs(meta)).toEqual([]);
});

test("what comes in is sorted by prefix, and keys keep their case", () => {
  const meta = readMeta(headersOf({ isn: "Echo", RPC_TRANSIT_Tk: "tv", RPC_PERSIST_pK: "pv", rpc_persist_x: "1" }));
  expect([...meta.transient]).toEqual([["Tk", "tv"]]);
  expect([...meta.transient.outgoing]).toEqual([]);
  expect([...meta.persistent]).toEqual([["pK", "pv"]]);
});

test("what has gone its one hop is dropped: the upstream prefix is tested before the transient one", () => {
  const headers = headersOf({ RPC_TRANSIT_UPSTREAM_user: "42" });
  expect(carriesMeta(headers)).toBe(false);
  expect([...readMeta(headers).transient]).toEqual([]);
});

test("a prefix without a name, and an empty value, are ignored", () => {
  const meta = readMeta(headersOf({ RPC_TRANSIT_: "x", RPC_PERSIST_: "x", RPC_PERSIST_a: "" }));
  expect([...meta.persistent, ...meta.transient]).toEqual([]);
});

test.each([
  [{ isn: "Echo", crrst: "1" }, false],
  [{ isn: "Echo", RPC_TRANSIT_a: "1" }, true],
  [{ RPC_PERSIST_a: "1" }, true],
])("whether %j carries metadata: %j", (headers, carries) => {
  expect(carriesMeta(headersOf(headers))).toBe(carries);
});
