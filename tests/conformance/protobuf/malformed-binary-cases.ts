import type { CaseList } from "./case-list.ts";
import { fieldsOfType } from "./field-numbers.ts";
import type { Flavor } from "./test-messages.ts";
import { delimited, delimitedField, groupField, raw, tag, varint, varintField, WireType } from "./wire.ts";

/** A field that no type has. */
const unknown = 666;

/** The types in the order of the suite. */
const types = [
  ..."double float int64 uint64 int32 fixed64 fixed32 bool string message bytes uint32 enum".split(" "),
  ..."sfixed32 sfixed64 sint32 sint64".split(" "),
];

/** The beginning of a value, by wire type; groups need none. */
const incomplete: Readonly<Record<number, Buffer>> = {
  [WireType.Varint]: raw("\x80"),
  [WireType.Fixed64]: raw("abcdefg"),
  [WireType.Delimited]: raw("\x80"),
  [WireType.Fixed32]: raw("abc"),
};

/** Bytes that are no message. */
export function malformedBinaryCases(list: CaseList, flavor: Flavor): void {
  for (const type of types) prematureEnd(list, flavor, type);
  illegalTags(list);
  unmatchedGroups(list);
  unknownWireTypes(list);
  if (flavor.isProto3) invalidUtf8(list);
}

function prematureEnd(list: CaseList, flavor: Flavor, type: string): void {
  const { name, wireType, single, list: repeated } = fieldsOfType(flavor, type);
  const part = incomplete[wireType] ?? Buffer.alloc(0);
  const bad = (what: string, ...bytes: readonly Buffer[]): void =>
    list.malformedProtobuf(`PrematureEof${what}.${name}`, "Required", Buffer.concat(bytes));
  bad("BeforeKnownNonRepeatedValue", tag(single, wireType));
  bad("BeforeKnownRepeatedValue", tag(repeated, wireType));
  bad("BeforeUnknownValue", tag(unknown, wireType));
  bad("InsideKnownNonRepeatedValue", tag(single, wireType), part);
  bad("InsideKnownRepeatedValue", tag(repeated, wireType), part);
  bad("InsideUnknownValue", tag(unknown, wireType), part);
  if (wireType !== WireType.Delimited) {
    bad("InPackedFieldValue", tag(repeated, WireType.Delimited), delimited(part));
    bad("InPackedField", tag(repeated, WireType.Delimited), varint(1));
    return;
  }
  bad("InDelimitedDataForKnownNonRepeatedValue", tag(single, wireType), varint(1));
  bad("InDelimitedDataForKnownRepeatedValue", tag(repeated, wireType), varint(1));
  bad("InDelimitedDataForUnknownValue", tag(unknown, wireType), varint(1));
  if (type !== "message") return;
  // The suite's field 5 of the inner message: the number of int32 among the types of descriptors.
  bad("InSubmessageValue", tag(single, wireType), delimited(Buffer.concat([tag(5, WireType.Varint), raw("\x80")])));
}

function illegalTags(list: CaseList): void {
  ["\x01DEADBEEF", "\x02\x01\x01", "\x03\x04", "\x05DEAD"].forEach((bytes, i) => {
    list.malformedProtobuf(`IllegalZeroFieldNum_Case_${i}`, "Required", raw(bytes));
  });
  /** The tag of a varint in field 1, in a byte that others follow. */
  const continued = "\x88";
  const bad = (name: string, rest: string): void =>
    list.malformedProtobuf(`BadTag_${name}`, "Required", Buffer.concat([raw(continued + rest), varint(1234)]));
  bad("FieldNumberTooHigh", "\x80\x80\x80\x80\x80\x0f");
  bad("FieldNumberSlightlyTooHigh", "\x80\x80\x80\x40");
  bad("OverlongVarint", `${"\x80".repeat(7)}\0`);
  bad("VarintMoreThanTenBytes", `${"\x80".repeat(11)}\0`);
}

function unmatchedGroups(list: CaseList): void {
  const bad = (name: string, ...bytes: readonly Buffer[]): void =>
    list.malformedProtobuf(name, "Required", Buffer.concat(bytes));
  const both: readonly (readonly [string, number])[] = [
    ["UnmatchedEndGroup", WireType.EndGroup],
    ["UnmatchedStartGroup", WireType.StartGroup],
  ];
  for (const [name, wireType] of both) {
    bad(name, tag(201, wireType));
    bad(`${name}Unknown`, tag(1234, wireType));
    bad(`${name}WrongType`, tag(1, wireType));
    bad(`${name}NestedLen`, delimitedField(18, tag(1234, wireType)));
    bad(`${name}Nested`, groupField(201, tag(202, wireType)));
    bad(`${name}WithData`, tag(1, wireType), delimitedField(2, "hello world"));
  }
  const mismatched = (start: number, end: number): Buffer =>
    Buffer.concat([tag(start, WireType.StartGroup), delimitedField(2, "hello world"), tag(end, WireType.EndGroup)]);
  bad("MismatchedGroupTags", mismatched(201, 202));
  bad("MismatchedNestedGroupTags", groupField(201, mismatched(202, 203)));
}

function unknownWireTypes(list: CaseList): void {
  for (const type of [6, 7]) {
    for (const field of [0, 1, 2, 3]) {
      for (const value of [0, 1, 2, 3]) {
        const bytes = Buffer.from([(field << 3) | type, value]);
        list.malformedProtobuf(`UnknownWireType${type}_Field${field}_Version${value}`, "Required", bytes);
      }
    }
  }
}

function invalidUtf8(list: CaseList): void {
  const text = raw("\xa0\xb0\xc0\xd0");
  const bad = (where: string, bytes: Buffer): void =>
    list.malformedProtobuf(`RejectInvalidUtf8.String.${where}`, "Recommended", bytes);
  const entry = (key: Buffer | string, value: Buffer | string): Buffer =>
    delimitedField(69, Buffer.concat([delimitedField(1, key), delimitedField(2, value)]));
  bad("Singular", delimitedField(14, text));
  bad("Repeated", delimitedField(44, text));
  bad("Oneof", delimitedField(113, text));
  bad("MapKey", entry(text, "foo"));
  bad("MapValue", entry("foo", text));
}

/** More messages inside one another than anybody reads. */
const levels = 20_000;

/** The suite has this case, and the next, among those of speed. */
export function tooDeepMapCase(list: CaseList): void {
  // Built from the innermost out: with what is inside copied at each level it would be 2 GB.
  const parts: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < levels; i++) {
    const ending = varintField(1, 123);
    const head = i === 0 ? Buffer.alloc(0) : mapEntryHead(length);
    parts.push(head, ending);
    length += ending.length + head.length;
  }
  list.malformedProtobuf("EnforceDepthLimit.Map", "Recommended", Buffer.concat(parts.reverse()));
}

/** What stands before a message of `length` bytes that is the value of an entry of `map_recursive`. */
function mapEntryHead(length: number): Buffer {
  const inner = Buffer.concat([varintField(1, 0), tag(2, WireType.Delimited), varint(length)]);
  return Buffer.concat([tag(301, WireType.Delimited), varint(inner.length + length), inner]);
}

/** The same with messages in message sets. */
export function tooDeepMessageSetCase(list: CaseList): void {
  const [start, end] = [tag(1, WireType.StartGroup), tag(1, WireType.EndGroup)];
  const heads: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < levels; i++) {
    // An item of type 4135312, whose value has a message set in its field 10.
    const inner = i === 0 ? varintField(9, 123) : Buffer.concat([tag(10, WireType.Delimited), varint(length)]);
    const valueLength = inner.length + (i === 0 ? 0 : length);
    const head = [start, varintField(2, 4135312), tag(3, WireType.Delimited), varint(valueLength), inner];
    heads.push(Buffer.concat(head));
    length = (heads.at(-1)?.length ?? 0) + (i === 0 ? 0 : length) + end.length;
  }
  const set = [...heads.reverse(), ...Array.from({ length: levels }, () => end)];
  const bytes = Buffer.concat([tag(500, WireType.Delimited), varint(length), ...set]);
  list.malformedProtobuf("EnforceDepthLimit.MessageSetExtension", "Recommended", bytes);
}
