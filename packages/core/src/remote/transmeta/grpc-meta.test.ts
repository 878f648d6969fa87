import { expect, test } from "vitest";
import { MetaInfo } from "../../context/meta-info.ts";
import { grpcMetaFields, isMetaName, readGrpcMeta } from "./grpc-meta.ts";

function metaInfo(transient: Record<string, string>, persistent: Record<string, string>): MetaInfo {
  const meta = new MetaInfo();
  for (const [key, value] of Object.entries(transient)) meta.transient.set(key, value);
  for (const [key, value] of Object.entries(persistent)) meta.persistent.set(key, value);
  return meta;
}

test("transient goes before persistent, in lower case and with dashes, as Kitex recorded it", () => {
  expect(grpcMetaFields(metaInfo({ TK: "tv" }, { P_K: "pv" }))).toEqual([
    { name: "rpc-transit-tk", value: "tv" },
    { name: "rpc-persist-p-k", value: "pv" },
  ]);
});

test("names come back in upper case, and of a repeated header the first counts", () => {
  const meta = readGrpcMeta([
    { name: "rpc-persist-foo-bar", value: "1" },
    { name: "rpc-persist-foo-bar", value: "2" },
    { name: "rpc-transit-x", value: "y" },
    { name: "rpc-backward-z", value: "nobody's" },
    { name: "other", value: "no meta" },
  ]);
  expect([...meta.persistent]).toEqual([["FOO_BAR", "1"]]);
  expect([...meta.transient]).toEqual([["X", "y"]]);
  expect([...meta.transient.outgoing]).toEqual([]);
});

test("text beyond ASCII travels as its bytes", () => {
  const [field] = grpcMetaFields(metaInfo({}, { K: "né" }));
  expect(field?.value).toBe("n\u00c3\u00a9");
  expect(readGrpcMeta(field === undefined ? [] : [field]).persistent.get("K")).toBe("né");
});

test("a name that ends as those of bytes do travels in base64, as Kitex's does", () => {
  const [field, ...others] = grpcMetaFields(metaInfo({}, { RAW_BIN: "né, 1", LINES_BIN: "1\n2" }));
  expect([field, others]).toEqual([{ name: "rpc-persist-raw-bin", value: "bsOpLCAx" }, []]);
  const meta = readGrpcMeta([
    { name: "rpc-persist-raw-bin", value: "bsOpLCAx" },
    { name: "rpc-persist-padded-bin", value: "eA==" },
    { name: "rpc-transit-odd-bin", value: "not base64" },
  ]);
  expect([[...meta.persistent], [...meta.transient]]).toEqual([
    [
      ["RAW_BIN", "né, 1"],
      ["PADDED_BIN", "x"],
    ],
    [],
  ]);
});

test("what cannot be a header is left out, as in Kitex", () => {
  expect(grpcMetaFields(metaInfo({ "a b": "x", c: "line\nbreak", "k:": "x" }, { é: "x" }))).toEqual([]);
});

test("its names are known", () => {
  expect(["rpc-persist-a", "rpc-transit-a", "rpc-backward-a"].every(isMetaName)).toBe(true);
  expect(["rpc-other", "rpc", "x-rpc-persist-a"].some(isMetaName)).toBe(false);
});
