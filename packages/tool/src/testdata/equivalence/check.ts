// Compares generated codecs with the codec that codec-thrift makes of their descriptors: compiled, or interpreted where
// Node runs with --disallow-code-generation-from-strings. Run in a project by typescript-versions.test.ts.
//
//   node check.ts RUNS codec.ts…

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { argsCodec, outcomeCodec, type StructDescriptor, structCodecFor, type TypeDescriptor } from "@kitex-ts/codec-thrift";
import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import fc from "fast-check";

interface Codec {
  write(value: unknown, out: ByteWriter, depth: number): void;
  read(input: ByteReader, depth: number): unknown;
}

const maxDepth = 64;
const [runs, ...paths] = process.argv.slice(2);
let compared = 0;

for (const path of paths) {
  const module = await import(pathToFileURL(resolve(path)).href);
  const isDescriptor = (key: string): boolean => key.endsWith("Descriptor") && typeof module[key] === "object";
  for (const name of Object.keys(module).filter(isDescriptor)) {
    const stem = name.slice(0, -"Descriptor".length);
    const descriptor: StructDescriptor = module[name];
    const struct = structCodecFor(descriptor);
    // A struct may itself be called like the descriptor of another one.
    const codec: Codec | undefined = typeof module[stem]?.write === "function" ? module[stem] : undefined;
    if (codec === undefined) {
      compare(name, { write: module[`write${stem}`], read: module[`read${stem}`] }, struct, structValue(descriptor, 4));
    } else if (stem.endsWith("Args")) {
      compare(name, codec, argsCodec(descriptor, struct), requestValue(descriptor));
    } else {
      compare(name, codec, outcomeCodec(descriptor, struct), outcomeValue(descriptor));
    }
    compared++;
  }
}
console.log(`${compared} codecs agree`);

function compare(name: string, generated: Codec, reference: Codec, values: fc.Arbitrary<unknown>): void {
  const noise = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  const property = fc.property(values, noise, (value, changes) => {
    const bytes = written(generated, value);
    assert.deepEqual(bytes, written(reference, value), `${name}: bytes differ`);
    if (bytes === "failed") return;
    assertSame(name, readBy(generated, bytes), readBy(reference, bytes));
    const broken = Buffer.from(bytes);
    for (const [at, byte] of changes) broken[at % broken.length] = byte;
    assertSame(name, readBy(generated, broken), readBy(reference, broken));
    assertSame(name, readBy(generated, broken.subarray(0, -1)), readBy(reference, broken.subarray(0, -1)));
  });
  fc.assert(property, { numRuns: Number(runs), seed: 7 });
}

/** `"failed"` for a value that cannot be written, such as a union that has no members. */
function written(codec: Codec, value: unknown): Buffer | "failed" {
  const out = new ByteWriter();
  try {
    codec.write(value, out, maxDepth);
  } catch {
    return "failed";
  }
  return Buffer.concat(out.take());
}

function readBy(codec: Codec, bytes: Buffer): { value: unknown } | "failed" {
  try {
    return { value: codec.read(new ByteReader(bytes), maxDepth) };
  } catch {
    return "failed";
  }
}

function assertSame(name: string, generated: unknown, reference: unknown): void {
  if (!isDeepStrictEqual(generated, reference)) assert.deepStrictEqual(generated, reference, `${name}: values differ`);
}

function requestValue(descriptor: StructDescriptor): fc.Arbitrary<unknown> {
  const [first, second] = descriptor.fields;
  if (first === undefined) return fc.constant(undefined);
  return second === undefined ? valueOf(first.type, 3) : structValue(descriptor, 3);
}

function outcomeValue(descriptor: StructDescriptor): fc.Arbitrary<unknown> {
  const success = descriptor.fields.find(({ id }) => id === 0);
  const values = success === undefined ? fc.constant(undefined) : valueOf(success.type, 3);
  const errors = descriptor.fields.filter((field) => field !== success).map(({ type }) => valueOf(type, 3));
  return fc.oneof(values.map((value) => ({ ok: true, value })), ...errors.map((error) => error.map((e) => ({ ok: false, error: e }))));
}

function structValue(descriptor: StructDescriptor, depth: number): fc.Arbitrary<object> {
  if (descriptor.kind === "union") {
    const members = descriptor.fields
      .filter(({ type }) => depth > 0 || type.kind !== "struct")
      .map((field) => valueOf(field.type, depth - 1).map((value) => Object.fromEntries([[field.name, value]])));
    // Too deep for a member: an empty list needs no depth, and hostile unions have one.
    return members.length > 0 ? fc.oneof(...members) : fc.constant({});
  }
  const fields = descriptor.fields.map((field) => {
    const mayBeAbsent = field.requiredness === "optional" || field.omitAbsent === true;
    if (mayBeAbsent && depth <= 0) return fc.constant([field.name, undefined] as const);
    const value = valueOf(field.type, depth - 1);
    const given = mayBeAbsent || field.default !== undefined ? fc.option(value, { nil: undefined }) : value;
    return given.map((v) => [field.name, v] as const);
  });
  return fc.tuple(...fields).map((entries) => {
    const object = Object.fromEntries(entries);
    return descriptor.create === undefined ? object : descriptor.create(object);
  });
}

function valueOf(type: TypeDescriptor, depth: number): fc.Arbitrary<unknown> {
  const maxLength = depth > 0 ? 3 : 0;
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "i8":
      return fc.integer({ min: -128, max: 127 });
    case "i16":
      return fc.integer({ min: -32_768, max: 32_767 });
    case "i32":
    case "enum":
      return fc.integer();
    case "i64":
      return type.as === "number" ? fc.maxSafeInteger() : fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger());
    case "double":
      return fc.double();
    case "string":
      return fc.string({ unit: "binary", maxLength: 12 });
    case "binary":
      return fc.uint8Array({ maxLength: 12 });
    case "list":
      return fc.array(valueOf(type.element, depth - 1), { maxLength });
    case "set": {
      const elements = fc.array(valueOf(type.element, depth - 1), { maxLength });
      const isSimple = !["list", "set", "map", "struct", "binary"].includes(type.element.kind);
      return isSimple ? elements.map((values) => new Set(values)) : elements;
    }
    case "map":
      return fc.array(fc.tuple(valueOf(type.key, depth - 1), valueOf(type.value, depth - 1)), { maxLength }).map((entries) => new Map(entries));
    case "struct":
      return fc.nat(0).chain(() => structValue(type.struct(), depth));
  }
}
