import { createRequire } from "node:module";
import protobuf from "protobufjs";
import type { FileDescriptorProto } from "./descriptor-proto.ts";
import { readFields, WireFormatError, WireType } from "./wire-format.ts";

/** Numbers of `FileDescriptorSet.file` and of `FileDescriptorProto.source_code_info`. */
const fileNumber = 1;
const sourceCodeInfoNumber = 9;

/** What is there even when the bytes have none of it. */
const emptyFile: FileDescriptorProto = {
  name: "",
  dependency: [],
  publicDependency: [],
  weakDependency: [],
  optionDependency: [],
  messageType: [],
  enumType: [],
  service: [],
  extension: [],
};

let fileType: protobuf.Type | undefined;

/** FileDescriptorProto as protobufjs brings it, but for options: they are the bytes that messages are on the wire too. */
function fileDescriptorType(): protobuf.Type {
  fileType ??= protobuf.Root.fromJSON(
    withOpaqueOptions(createRequire(import.meta.url)("protobufjs/google/protobuf/descriptor.json")),
  ).lookupType("google.protobuf.FileDescriptorProto");
  return fileType;
}

function withOpaqueOptions(schema: protobuf.INamespace): protobuf.INamespace {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "options" && typeof value.id === "number" ? { ...value, type: "bytes" } : value,
  );
}

/** Serializes a descriptor. */
export function encodeDescriptor(file: FileDescriptorProto): Uint8Array {
  const type = fileDescriptorType();
  return Uint8Array.from(type.encode(type.fromObject(file)).finish());
}

/** The files of a serialized `FileDescriptorSet`, each serialized. Throws `WireFormatError`. */
export function filesOfSet(set: Uint8Array): readonly Uint8Array[] {
  return readFields(set).flatMap(({ number, wireType, bytes }) =>
    number === fileNumber && wireType === WireType.Delimited ? [bytes] : [],
  );
}

/** Reads a serialized descriptor. Throws for bytes that are none, and for one that lacks what a part must have. */
export function decodeDescriptor(bytes: Uint8Array): FileDescriptorProto {
  const type = fileDescriptorType();
  const plain: Readonly<Record<string, unknown>> = type.toObject(type.decode(bytes), { arrays: true });
  assertComplete(plain, ["name"]);
  return { ...emptyFile, ...plain };
}

/** The lists of a descriptor's parts, and what each part must have; descriptor.proto leaves everything optional. */
const requiredIn: ReadonlyMap<string, readonly string[]> = new Map([
  ["messageType", ["name"]],
  ["nestedType", ["name"]],
  ["field", ["name", "number", "label", "type"]],
  ["extension", ["name", "number", "label", "type", "extendee"]],
  ["oneofDecl", ["name"]],
  ["enumType", ["name"]],
  ["value", ["name", "number"]],
  ["service", ["name"]],
  ["method", ["name", "inputType", "outputType"]],
]);

function assertComplete(part: Readonly<Record<string, unknown>>, required: readonly string[]): void {
  for (const key of required) {
    if (part[key] === undefined || part[key] === "") throw new WireFormatError(`a descriptor lacks its ${key}`);
  }
  for (const [list, keys] of requiredIn) {
    const inner = part[list];
    if (Array.isArray(inner)) for (const each of inner) assertComplete(each, keys);
  }
}

/** A serialized descriptor without its source info, which is most of it; everything else stays as it is, byte by byte. */
export function withoutSourceInfo(descriptor: Uint8Array): Uint8Array {
  const fields = readFields(descriptor).filter(({ number }) => number !== sourceCodeInfoNumber);
  return Uint8Array.from(Buffer.concat(fields.map(({ raw }) => raw)));
}
