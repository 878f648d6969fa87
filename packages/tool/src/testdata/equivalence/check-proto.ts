// Compares generated Protobuf codecs with protobuf-es and protobufjs, which read the same .proto files. Run in a project
// by typescript-versions.test.ts.
//
//   node check-proto.ts RUNS PROTO codec.ts…

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { type FieldDescriptor, type MessageDescriptor, ProtobufError, type ScalarKind } from "@kitex-ts/codec-protobuf";
import { ByteReader, ByteWriter, MalformedVarintError, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";
import protobufjs from "protobufjs";

const int32 = fc.integer();
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const int64 = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.constantFrom(0n, 1n, -1n, 127n, 128n, 2n ** 32n));
const uint64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.constantFrom(0n, 1n, 2n ** 63n));
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.constantFrom("", "a".repeat(127), "日".repeat(50)));

/** protobuf-es has one property for two fields of these, or takes what every object inherits for a field. */
const notInEs = new Set(["hostile.Clash", "hostile.Inherited", "hostile.InheritedChoices"]);

const [runs, proto = "", ...paths] = process.argv.slice(2);
const modules = await Promise.all(paths.map((path) => import(pathToFileURL(resolve(path)).href)));
const exported: [string, unknown][] = modules.flatMap((module) => Object.entries(module));

const files = exported.flatMap(([, value]) => (typeof value === "string" ? [fileOf(value)] : []));
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files }));
const root = new protobufjs.Root().loadSync(proto, { keepCase: true });

let compared = 0;
for (const [name, value] of exported) {
  if (!name.endsWith("Descriptor") || !isMessage(value)) continue;
  const other = registry.getMessage(value.name);
  assert(other !== undefined, `${value.name} is not in the descriptions`);
  const third = root.lookupType(value.name);
  const es = (bytes: Uint8Array): Uint8Array => toBinary(other, fromBinary(other, bytes));
  const pbjs = (bytes: Uint8Array): Uint8Array => third.encode(third.decode(bytes)).finish();
  compare(value, notInEs.has(value.name) ? { protobufjs: pbjs } : { "protobuf-es": es, protobufjs: pbjs });
  compared++;
}
console.log(`${compared} messages agree`);

function fileOf(text: string): FileDescriptorProto {
  return fromBinary(FileDescriptorProtoSchema, Buffer.from(text, "base64"));
}

function isMessage(value: unknown): value is MessageDescriptor<object> {
  return typeof value === "object" && value !== null && "fields" in value;
}

function compare(message: MessageDescriptor<object>, again: Record<string, (bytes: Uint8Array) => Uint8Array>): void {
  const write = (value: object): Buffer => {
    // Small blocks make most messages cross several.
    const out = new ByteWriter(64);
    message.write(value, out, 64);
    return Buffer.concat(out.take());
  };
  const read = (bytes: Buffer): object => message.read(new ByteReader(bytes), bytes.length, 64);
  const values = messageValue(message, 3);
  const noise = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  const property = fc.property(values, values, noise, (value, more, changes) => {
    const bytes = write(value);
    const decoded = read(bytes);
    assert.deepEqual(write(decoded).toString("hex"), bytes.toString("hex"), `${message.name} is not written as it was`);
    assert.deepEqual(read(write(decoded)), decoded);
    for (const [library, roundTrip] of Object.entries(again)) {
      const theirs = Buffer.from(roundTrip(bytes));
      assert.equal(bytes.toString("hex"), theirs.toString("hex"), `${message.name}: ${library} writes other bytes`);
    }
    // Two messages one behind the other are the first with the second merged into it.
    const both = Buffer.concat([bytes, write(more)]);
    const merged = write(read(both)).toString("hex");
    const theirs = again["protobuf-es"]?.(both);
    if (theirs !== undefined) assert.equal(merged, Buffer.from(theirs).toString("hex"), `${message.name} is merged otherwise`);
    const broken = Buffer.from(bytes);
    for (const [at, byte] of changes) if (broken.length > 0) broken[at % broken.length] = byte;
    for (const hostile of [broken, broken.subarray(0, -1)]) {
      const first = tried(() => read(hostile));
      if (first === undefined) continue;
      // Whatever was understood is written, and understood in the same way.
      assert.deepEqual(read(write(first)), first);
    }
  });
  fc.assert(property, { numRuns: Number(runs), seed: 7 });
}

function tried(read: () => object): object | undefined {
  try {
    return read();
  } catch (error) {
    const isOurs =
      error instanceof ProtobufError || error instanceof UnexpectedEndError || error instanceof MalformedVarintError;
    if (!isOurs) throw error;
    return undefined;
  }
}

type I64 = MessageDescriptor["i64"];

function messageValue(message: MessageDescriptor<object>, depth: number): fc.Arbitrary<object> {
  // protobuf-es makes a JSON object of it, in which a value without a kind is null.
  if (message.name === "google.protobuf.Struct") return fc.constant({});
  const oneofs = new Map<string, FieldDescriptor[]>();
  const properties: Record<string, fc.Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const field of message.fields) {
    const { oneof, property, cardinality } = field;
    if (oneof !== undefined) {
      oneofs.set(oneof, [...(oneofs.get(oneof) ?? []), field]);
      continue;
    }
    if (cardinality === "required") required.push(property);
    if (depth > 0 || field.type.kind !== "message" || cardinality === "required") {
      properties[property] = fieldValue(field, depth, message.i64);
    }
  }
  for (const [oneof, fields] of oneofs) {
    const members = fields
      .filter(({ type }) => depth > 0 || type.kind !== "message")
      .map((field) => valueOf(field, depth, message.i64).map((value) => Object.fromEntries([[field.property, value]])));
    if (members.length > 0) properties[oneof] = fc.oneof(...members);
  }
  return fc.record(properties, { requiredKeys: required, noNullPrototype: true });
}

function fieldValue(field: FieldDescriptor, depth: number, i64: I64): fc.Arbitrary<unknown> {
  const value = valueOf(field, depth, i64);
  if (field.cardinality === "repeated") return fc.array(value, { maxLength: 4 });
  if (field.cardinality !== "map" || field.key === undefined) return value;
  return fc.array(fc.tuple(mapKey(field.key, i64), value), { maxLength: 3 }).map((entries) => new Map(entries));
}

/** The others keep maps in objects, which bring numbers into an order of their own: there is one of those only. */
function mapKey(kind: ScalarKind, i64: I64): fc.Arbitrary<unknown> {
  if (kind === "string") return text.map((key) => `k${key}`);
  if (kind === "bool") return fc.constant(true);
  return fc.constant(kind.endsWith("64") && i64 === undefined ? 2n ** 40n + 1n : 2 ** 30 + 1);
}

function valueOf({ type }: FieldDescriptor, depth: number, i64: I64): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "message":
      return messageValue(type.message(), depth - 1);
    case "enum": {
      const { closed, values } = type.enum();
      const known = fc.constantFrom(...values.map(({ number }) => number));
      return closed === true ? known : fc.oneof(known, int32);
    }
    default:
      return scalarValue(type.kind, i64);
  }
}

function scalarValue(kind: ScalarKind, i64: I64): fc.Arbitrary<unknown> {
  switch (kind) {
    case "bool":
      return fc.boolean();
    case "string":
      return text;
    case "bytes":
      return fc.uint8Array({ maxLength: 200 });
    case "float":
      return fc.float({ noNaN: true });
    case "double":
      return fc.double({ noNaN: true });
    case "int32":
    case "sint32":
    case "sfixed32":
      return int32;
    case "uint32":
    case "fixed32":
      return uint32;
    case "uint64":
    case "fixed64":
      return i64 === undefined ? uint64 : fc.maxSafeNat();
    default:
      return i64 === undefined ? int64 : fc.maxSafeInteger();
  }
}
