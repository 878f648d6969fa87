import { create, type DescMessage, fromBinary, fromJsonString, type Message, toBinary } from "@bufbuild/protobuf";
import { type MessageDescriptor, ProtobufError } from "@kitex-ts/codec-protobuf";
import {
  JsonMappingError,
  fromJsonString as ourFromJson,
  type TypeRegistry,
  toJsonString,
} from "@kitex-ts/codec-protobuf/json";
import { ByteReader, ByteWriter, MalformedVarintError, UnexpectedEndError } from "@kitex-ts/netpoll/buffer";
import type { ConformanceCase, Expected } from "./case-list.ts";
import { type GeneratedTypes, referenceOf } from "./generated-types.ts";

/** Messages inside one another: the limit of most implementations. */
const maxDepth = 100;

/** What came of a case. */
type Outcome =
  | { readonly kind: "parse error" | "serialize error"; readonly error: unknown }
  | { readonly kind: "protobuf"; readonly bytes: Buffer }
  | { readonly kind: "json"; readonly text: string };

/** Plays a case with the generated code; gives why it does not hold, or `undefined` when it does. */
export function failureOf(one: ConformanceCase, generated: GeneratedTypes): string | undefined {
  const descriptor = generated.types.find(one.message);
  if (descriptor === undefined) return `there is no message ${one.message}`;
  const outcome = play(one, descriptor, generated.types);
  if ("error" in outcome && !isOurs(outcome.error)) return `threw ${String(outcome.error)}`;
  const schema = referenceOf(generated, one.message);
  const failures = one.expected.map((expected) => mismatch(outcome, expected, schema, generated));
  return failures.includes(undefined) ? undefined : failures.join("; ");
}

function play(
  { input, output, ignoreUnknownFields }: ConformanceCase,
  descriptor: MessageDescriptor,
  types: TypeRegistry,
): Outcome {
  let value: unknown;
  try {
    value =
      "json" in input
        ? ourFromJson(descriptor, input.json, { types, ignoreUnknownFields })
        : descriptor.read(new ByteReader(input.protobuf), input.protobuf.length, maxDepth);
  } catch (error) {
    return { kind: "parse error", error };
  }
  try {
    if (output === "json") return { kind: "json", text: toJsonString(descriptor, value, { types }) };
    const out = new ByteWriter();
    descriptor.write(value, out, maxDepth);
    return { kind: "protobuf", bytes: Buffer.concat(out.take()) };
  } catch (error) {
    return { kind: "serialize error", error };
  }
}

function isOurs(error: unknown): boolean {
  return [ProtobufError, JsonMappingError, UnexpectedEndError, MalformedVarintError].some(
    (kind) => error instanceof kind,
  );
}

function mismatch(
  outcome: Outcome,
  expected: Expected,
  schema: DescMessage,
  { reference }: GeneratedTypes,
): string | undefined {
  if (expected.kind === outcome.kind && "error" in outcome) return undefined;
  if ("error" in outcome) return `${outcome.kind}: ${String(outcome.error)}`;
  switch (expected.kind) {
    case "parse error":
    case "serialize error":
      return `no ${expected.kind}`;
    case "bytes":
      return outcome.kind === "protobuf" && outcome.bytes.equals(expected.bytes) ? undefined : "other bytes";
    case "json":
      return outcome.kind === "json" && expected.holds(JSON.parse(outcome.text)) ? undefined : "other JSON";
    default: {
      const got =
        outcome.kind === "json"
          ? fromJsonString(schema, outcome.text, { registry: reference })
          : fromBinary(schema, outcome.bytes);
      const wanted =
        expected.kind === "wire" ? fromBinary(schema, expected.bytes) : create(schema, { ...expected.fields });
      // JSON has no form for what a type does not know.
      return same(schema, got, wanted, { writeUnknownFields: outcome.kind !== "json" }) ? undefined : "another message";
    }
  }
}

/** By the bytes that protobuf-es writes of both: NaN is NaN there. */
function same(schema: DescMessage, a: Message, b: Message, options: { readonly writeUnknownFields: boolean }): boolean {
  return Buffer.from(toBinary(schema, a, options)).equals(toBinary(schema, b, options));
}
