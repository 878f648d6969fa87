import { expect, test } from "vitest";
import * as apache from "./apache.ts";
import * as codegen from "./codegen.ts";
import * as root from "./index.ts";

test("the root door", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ThriftError",
      "ThriftException",
      "argsCodec",
      "outcomeCodec",
      "structCodecFor",
      "thrift",
      "unknownFields",
    ]
  `);
});

test("the door for generated code", () => {
  expect(Object.keys(codegen).sort()).toMatchInlineSnapshot(`
    [
      "ThriftException",
      "bodyCodec",
      "checkStruct",
      "keepField",
      "missingRequired",
      "notOneMember",
      "readBinary",
      "readBool",
      "readFieldHeader",
      "readI64AsNumber",
      "readListBegin",
      "readMapBegin",
      "readSetBegin",
      "readString",
      "resultCodec",
      "skip",
      "thrift",
      "tooDeep",
      "undeclaredException",
      "unknownFields",
      "writeBinary",
      "writeBinaryField",
      "writeBool",
      "writeBoolField",
      "writeDouble",
      "writeDoubleField",
      "writeFieldHeader",
      "writeI16",
      "writeI16Field",
      "writeI32",
      "writeI32Field",
      "writeI64",
      "writeI64Field",
      "writeI8",
      "writeI8Field",
      "writeListBegin",
      "writeMapBegin",
      "writeSetBegin",
      "writeString",
      "writeStringField",
      "writeUnknownFields",
    ]
  `);
});

test("the door for types that Apache's compiler generated", () => {
  expect(Object.keys(apache).sort()).toMatchInlineSnapshot(`
    [
      "apacheService",
    ]
  `);
});
