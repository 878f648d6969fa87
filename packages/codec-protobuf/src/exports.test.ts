import { expect, test } from "vitest";
import * as codegen from "./codegen.ts";
import * as health from "./health.ts";
import * as root from "./index.ts";
import * as json from "./json.ts";
import * as protobufEs from "./protobuf-es.ts";
import * as protobufjs from "./protobufjs.ts";
import * as reflection from "./reflection.ts";

test("the root door", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ProtobufError",
      "messageBody",
      "messageResult",
      "protobuf",
      "unknownFields",
    ]
  `);
});

test("the door for generated code", () => {
  expect(Object.keys(codegen).sort()).toMatchInlineSnapshot(`
    [
      "beginDelimited",
      "checkDepth",
      "checkList",
      "checkMap",
      "checkMessage",
      "checkOneof",
      "claimElement",
      "emptyBytes",
      "endDelimited",
      "findGroupEnd",
      "fromBase64",
      "hasElement",
      "hasMore",
      "isPlainZero",
      "keepField",
      "keepNumber",
      "keepRange",
      "keptBefore",
      "messageBody",
      "messageResult",
      "missingRequired",
      "notOneMember",
      "protobuf",
      "readBool",
      "readBools",
      "readBytes",
      "readDouble",
      "readDoubles",
      "readEnd",
      "readFixed32",
      "readFixed32s",
      "readFixed64",
      "readFixed64s",
      "readFloat",
      "readFloats",
      "readInt32",
      "readInt32s",
      "readInt64",
      "readInt64s",
      "readSfixed32",
      "readSfixed32s",
      "readSfixed64",
      "readSfixed64s",
      "readSint32",
      "readSint32s",
      "readSint64",
      "readSint64s",
      "readString",
      "readTag",
      "readUint32",
      "readUint32s",
      "readUint64",
      "readUint64s",
      "readUncheckedString",
      "safeNumber",
      "skipField",
      "unknownFields",
      "writeBool",
      "writeBools",
      "writeBytes",
      "writeDouble",
      "writeDoubles",
      "writeFixed32",
      "writeFixed32s",
      "writeFixed64",
      "writeFixed64s",
      "writeFloat",
      "writeFloats",
      "writeInt32",
      "writeInt32s",
      "writeInt64",
      "writeInt64s",
      "writeSfixed32",
      "writeSfixed32s",
      "writeSfixed64",
      "writeSfixed64s",
      "writeSint32",
      "writeSint32s",
      "writeSint64",
      "writeSint64s",
      "writeString",
      "writeTag",
      "writeUint32",
      "writeUint32s",
      "writeUint64",
      "writeUint64s",
      "writeUnknownFields",
    ]
  `);
});

test("the door for JSON", () => {
  expect(Object.keys(json).sort()).toMatchInlineSnapshot(`
    [
      "JsonMappingError",
      "fromJson",
      "fromJsonString",
      "toJson",
      "toJsonString",
      "typeRegistry",
    ]
  `);
});

test("the door for health checks", () => {
  expect(Object.keys(health).sort()).toMatchInlineSnapshot(`
    [
      "healthService",
      "registerHealth",
    ]
  `);
});

test("the door for reflection", () => {
  expect(Object.keys(reflection).sort()).toMatchInlineSnapshot(`
    [
      "reflectionService",
      "registerReflection",
    ]
  `);
});

test("the door for messages of protobuf-es", () => {
  expect(Object.keys(protobufEs).sort()).toMatchInlineSnapshot(`
    [
      "protobufEsService",
    ]
  `);
});

test("the door for messages of protobufjs", () => {
  expect(Object.keys(protobufjs).sort()).toMatchInlineSnapshot(`
    [
      "protobufjsService",
    ]
  `);
});
