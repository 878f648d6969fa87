import fc from "fast-check";
import { expect, test } from "vitest";
import { Metadata } from "../../../context/metadata.ts";
import { decodeBinary, encodeBinary } from "../../transmeta/binary-value.ts";
import { carriesMetadata, metadataFields, readMetadata } from "./metadata-headers.ts";

test("each value is a header, bytes in base64 without padding", () => {
  const metadata = new Metadata([
    ["a", "1"],
    ["b-bin", Uint8Array.from([1])],
    ["a", "2"],
  ]);
  expect(metadataFields(metadata)).toEqual([
    { name: "a", value: "1" },
    { name: "a", value: "2" },
    { name: "b-bin", value: "AQ" },
  ]);
});

test("names of the protocol are neither written nor read", () => {
  const names = ["te", "content-type", "grpc-status", "grpc-timeout", "rpc-persist-a", "connection", "biz-status"];
  const fields = names.map((name) => ({ name, value: "x" }));
  expect(metadataFields(new Metadata(Object.fromEntries(names.map((name) => [name, "x"]))))).toEqual([]);
  expect(carriesMetadata([...fields, { name: ":path", value: "/" }])).toBe(false);
  expect(readMetadata(fields).size).toBe(0);
});

test("bytes are read padded, unpadded, and several from one header", () => {
  const read = readMetadata([
    { name: "k-bin", value: "AQ==,AQI, AQID" },
    { name: "k-bin", value: "" },
  ]);
  expect(read.getAll("k-bin").map((value) => Buffer.from(value).toString("hex"))).toEqual(["01", "0102", "010203", ""]);
});

test("what no metadata can be is dropped, and the rest is there", () => {
  const read = readMetadata([
    { name: "k-bin", value: "!" },
    { name: "k-bin", value: "A" },
    { name: "k-bin", value: "AQ=" },
    { name: "o dd", value: "x" },
    { name: "text", value: "caf\u00e9" },
    { name: "good", value: "x" },
  ]);
  expect([...read]).toEqual([["good", "x"]]);
});

test("blanks around a text are not sent", () => {
  expect(metadataFields(new Metadata({ a: "  x y " }))).toEqual([{ name: "a", value: "x y" }]);
});

test("any bytes come back", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const value = encodeBinary(bytes);
      expect(value).not.toContain("=");
      expect(decodeBinary(value)).toEqual(bytes);
      expect(decodeBinary(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
    }),
  );
});
