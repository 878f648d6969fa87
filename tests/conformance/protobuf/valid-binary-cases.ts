import type { CaseList } from "./case-list.ts";
import { fieldsOfType, mapField, oneofFields, type TypedFields } from "./field-numbers.ts";
import type { Flavor } from "./test-messages.ts";
import {
  delimited,
  delimitedField,
  double,
  field,
  fixed32,
  fixed64,
  float,
  longVarint,
  raw,
  varint,
  varintField,
  WireType,
  zigzag,
  zigzag32,
} from "./wire.ts";

/** A value as it is given, and as it is to be written. */
type Given = readonly [given: Buffer, written: Buffer];

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const int32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };
const same = (...values: readonly Buffer[]): Given[] => values.map((value) => [value, value]);

/** What the suite gives to each type, the types in its order. */
const valuesOfType: Readonly<Record<string, readonly Given[]>> = {
  double: same(...[0, 0.1, 1.7976931348623157e308, 2.2250738585072014e-308].map(double)),
  float: same(...[0, 0.1, 1.00000075e-36, 3.402823e38, 1.17549435e-38].map(float)),
  int64: same(...[0n, 12345n, int64.most, int64.least].map(varint)),
  uint64: same(...[0n, 12345n, 2n ** 64n - 1n].map(varint)),
  int32: [
    ...same(varint(0), varint(12345)),
    [longVarint(12345, 2), varint(12345)],
    [longVarint(12345, 7), varint(12345)],
    ...same(varint(int32.most), varint(int32.least)),
    [varint(2n ** 33n), varint(0)],
    [varint(2n ** 33n - 1n), varint(-1)],
    [varint(int64.most), varint(-1)],
    [varint(int64.least + 1n), varint(1)],
  ],
  uint32: [
    ...same(varint(0), varint(12345)),
    [longVarint(12345, 2), varint(12345)],
    [longVarint(12345, 7), varint(12345)],
    ...same(varint(2 ** 32 - 1)),
    [varint(2n ** 33n), varint(0)],
    [varint(2n ** 33n + 1n), varint(1)],
    [varint(2n ** 33n - 1n), varint(2 ** 32 - 1)],
    [varint(int64.most), varint(2 ** 32 - 1)],
    [varint(int64.least + 1n), varint(1)],
  ],
  fixed64: same(...[0n, 12345n, 2n ** 64n - 1n].map(fixed64)),
  fixed32: same(...[0, 12345, 2 ** 32 - 1].map(fixed32)),
  sfixed64: same(...[0n, 12345n, int64.most, int64.least].map(fixed64)),
  sfixed32: same(...[0, 12345, int32.most, int32.least].map(fixed32)),
  bool: [
    ...same(varint(0), varint(1)),
    ...[-1n, 12345678n, 2n ** 33n, int64.most, int64.least].map((any): Given => [varint(any), varint(1)]),
  ],
  sint32: [...same(...[0, 12345, int32.most, int32.least].map(zigzag32)), [zigzag(int32.most + 2), zigzag32(1)]],
  sint64: same(...[0n, 12345n, int64.most, int64.least].map(zigzag)),
  string: same(
    ...["", "Hello world!", "'\"?\\\x07\b\f\n\r\t\v", "谷歌", "\u8C37\u6B4C", "\u8c37\u6b4c", "\u{1f601}"].map(
      delimited,
    ),
  ),
  bytes: same(...["", "Hello world!", "\x01\x02", "\xfb"].map((bytes) => delimited(raw(bytes)))),
  enum: [
    ...same(varint(0), varint(1), varint(2), varint(-1)),
    [varint(int64.most), varint(-1)],
    [varint(int64.least + 1n), varint(1)],
  ],
};

/** A value of a map or oneof that is zero, and one that is not. */
const zeroAndOther: Readonly<Record<string, readonly [Buffer, Buffer]>> = {
  ...Object.fromEntries(["int32", "int64", "uint32", "uint64", "bool", "enum"].map((t) => [t, [varint(0), varint(1)]])),
  ...Object.fromEntries(["sint32", "sint64"].map((type) => [type, [zigzag(0), zigzag(1)]])),
  ...Object.fromEntries(["fixed32", "sfixed32"].map((type) => [type, [fixed32(0), fixed32(1)]])),
  ...Object.fromEntries(["fixed64", "sfixed64"].map((type) => [type, [fixed64(0), fixed64(1)]])),
  float: [float(0), float(1)],
  double: [double(0), double(1)],
  string: [delimited(""), delimited("a")],
  bytes: [delimited(""), delimited("a")],
  message: [delimited(""), delimited(varintField(1, 1234))],
};

/** Bytes that mean a message. */
export function validBinaryCases(list: CaseList, flavor: Flavor): void {
  for (const [type, values] of Object.entries(valuesOfType)) ofType(list, flavor, type, values);
  repeatedMessageMerges(list);
  ofType(list, flavor, "message", same(delimited(""), delimited(varintField(1, 1234))));
  for (const [key = "", value = ""] of mapTypes) ofMap(list, flavor, key, value);
  mapMessagesAreReplaced(list);
  for (const type of ["uint32", "bool", "uint64", "float", "double", "string", "bytes", "enum", "message"]) {
    ofOneof(list, flavor, type);
  }
  oneofMessagesMerge(list);
  unknownFields(list);
  oneofZeros(list, flavor);
}

const mapTypes = [
  ..."int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64".split(" ").map((type) => [type, type]),
  ["int32", "float"],
  ["int32", "double"],
  ["bool", "bool"],
  ["string", "string"],
  ["string", "bytes"],
  ["string", "enum"],
  ["string", "message"],
];

function ofType(list: CaseList, flavor: Flavor, type: string, values: readonly Given[]): void {
  const fields = fieldsOfType(flavor, type);
  const { name, wireType, single } = fields;
  const zero = zeroAndOther[type]?.[0];
  values.forEach(([given, written], i) => {
    const leftOut = flavor.isProto3 && type !== "message" && zero?.equals(written) === true;
    const expected = leftOut ? Buffer.alloc(0) : field(single, wireType, written);
    const input = field(single, wireType, given);
    list.validProtobuf(`ValidDataScalar.${name}[${i}]`, "Required", input, { kind: "wire", bytes: expected });
    list.validBinary(`ValidDataScalarBinary.${name}[${i}]`, "Recommended", input, expected);
  });
  if (type !== "message") {
    const all = Buffer.concat(values.map(([given]) => field(single, wireType, given)));
    const last = field(single, wireType, values.at(-1)?.[1] ?? Buffer.alloc(0));
    list.validProtobuf(`RepeatedScalarSelectsLast.${name}`, "Required", all, { kind: "wire", bytes: last });
  }
  if (fields.packed !== undefined) ofPackedList(list, flavor, { ...fields, packed: fields.packed }, values);
  else {
    const each = (pick: 0 | 1): Buffer =>
      Buffer.concat(values.map((value) => field(fields.list, wireType, value[pick])));
    list.validProtobuf(`ValidDataRepeated.${name}`, "Required", each(0), { kind: "wire", bytes: each(1) });
  }
}

function ofPackedList(
  list: CaseList,
  { isProto3 }: Flavor,
  { name, wireType, list: plain, packed: { packed, unpacked } }: Required<TypedFields>,
  values: readonly Given[],
): void {
  const apart = (number: number, pick: 0 | 1): Buffer =>
    Buffer.concat(values.map((value) => field(number, wireType, value[pick])));
  const together = (number: number, pick: 0 | 1): Buffer =>
    delimitedField(number, Buffer.concat(values.map((value) => value[pick])));
  const what = `ValidDataRepeated.${name}`;
  const expected = { kind: "wire", bytes: together(plain, 1) } as const;
  list.validProtobuf(`${what}.UnpackedInput`, "Required", apart(plain, 0), expected);
  list.validProtobuf(`${what}.PackedInput`, "Required", together(plain, 0), expected);
  const usual = isProto3 ? together(plain, 1) : apart(plain, 1);
  const outputs: readonly (readonly [string, number, Buffer])[] = [
    ["DefaultOutput", plain, usual],
    ["PackedOutput", packed, together(packed, 1)],
    ["UnpackedOutput", unpacked, apart(unpacked, 1)],
  ];
  for (const [output, number, written] of outputs) {
    list.validBinary(`${what}.UnpackedInput.${output}`, "Recommended", apart(number, 0), written);
    list.validBinary(`${what}.PackedInput.${output}`, "Recommended", together(number, 0), written);
  }
}

function repeatedMessageMerges(list: CaseList): void {
  const inner = (other: number, value: number): Buffer => {
    const fields = [1, other, 31].map((number) => varintField(number, value));
    return delimitedField(18, delimitedField(2, Buffer.concat(fields)));
  };
  const merged = [varintField(1, 4321), varintField(2, 1234), varintField(3, 4321), varintField(31, 1234)];
  const expected = delimitedField(18, delimitedField(2, Buffer.concat([...merged, varintField(31, 4321)])));
  const input = Buffer.concat([inner(2, 1234), inner(3, 4321)]);
  list.validProtobuf("RepeatedScalarMessageMerge", "Required", input, { kind: "wire", bytes: expected });
}

function ofMap(list: CaseList, flavor: Flavor, keyType: string, valueType: string): void {
  const number = mapField(keyType, valueType);
  const [key, value] = [fieldsOfType(flavor, keyType), fieldsOfType(flavor, valueType)];
  const [zeroKey, otherKey] = pair(keyType).map((bytes) => field(1, key.wireType, bytes)) as [Buffer, Buffer];
  const [zeroValue, otherValue] = pair(valueType).map((bytes) => field(2, value.wireType, bytes)) as [Buffer, Buffer];
  const entry = (...parts: readonly Buffer[]): Buffer => delimitedField(number, Buffer.concat(parts));
  const add = (what: string, input: Buffer, bytes: Buffer = input): void =>
    list.validProtobuf(`ValidDataMap.${key.name}.${value.name}.${what}`, "Required", input, { kind: "wire", bytes });
  const whole = entry(otherKey, otherValue);
  add("Default", entry(zeroKey, zeroValue));
  add("MissingDefault", entry(), entry(zeroKey, zeroValue));
  add("NonDefault", whole);
  add("Unordered", entry(otherValue, otherKey), whole);
  add("DuplicateKey", Buffer.concat([entry(otherKey, zeroValue), whole]), whole);
  add("DuplicateKeyInMapEntry", entry(zeroKey, otherKey, otherValue), whole);
  add("DuplicateValueInMapEntry", entry(otherKey, zeroValue, otherValue), whole);
}

function mapMessagesAreReplaced(list: CaseList): void {
  const entry = (number: number): Buffer => {
    const inner = delimitedField(2, Buffer.concat([varintField(number, 1), varintField(31, 1)]));
    return delimitedField(71, Buffer.concat([delimitedField(1, ""), delimitedField(2, inner)]));
  };
  const expected = { kind: "wire", bytes: entry(2) } as const;
  list.validProtobuf(
    "ValidDataMap.STRING.MESSAGE.MergeValue",
    "Required",
    Buffer.concat([entry(1), entry(2)]),
    expected,
  );
}

function ofOneof(list: CaseList, flavor: Flavor, type: string): void {
  const { name, wireType } = fieldsOfType(flavor, type);
  const number = oneofFields[type] ?? 0;
  const [zero, other] = pair(type).map((bytes) => field(number, wireType, bytes)) as [Buffer, Buffer];
  const another = type === "uint32" ? delimitedField(112, "") : varintField(111, 0);
  const add = (what: string, input: Buffer, bytes: Buffer = input): void => {
    list.validProtobuf(`ValidDataOneof.${name}.${what}`, "Required", input, { kind: "wire", bytes });
    list.validBinary(`ValidDataOneofBinary.${name}.${what}`, "Recommended", input, bytes);
  };
  add("DefaultValue", zero);
  add("NonDefaultValue", other);
  add("MultipleValuesForSameField", Buffer.concat([zero, other]), other);
  add("MultipleValuesForDifferentField", Buffer.concat([another, other]), other);
}

function oneofMessagesMerge(list: CaseList): void {
  const member = (...numbers: readonly number[]): Buffer => {
    const inner = Buffer.concat(numbers.map((number) => varintField(number, 1)));
    return delimitedField(112, delimitedField(2, inner));
  };
  const input = Buffer.concat([member(1, 2, 89), member(2, 89)]);
  const merged = member(1, 2, 89, 89);
  list.validProtobuf("ValidDataOneof.MESSAGE.Merge", "Required", input, { kind: "wire", bytes: merged });
  list.validBinary("ValidDataOneofBinary.MESSAGE.Merge", "Recommended", input, merged);
}

function unknownFields(list: CaseList): void {
  list.validBinary("UnknownVarint", "Required", varintField(501, 1));
  const mixed = [delimitedField(666, "abc"), varintField(666, 123), delimitedField(666, "def"), varintField(666, 456)];
  list.validBinary("UnknownOrdering", "Required", Buffer.concat(mixed));
}

function oneofZeros(list: CaseList, { isProto3 }: Flavor): void {
  const add = (what: string, bytes: Buffer): void =>
    list.validProtobuf(`OneofZero${what}`, "Recommended", bytes, { kind: "wire", bytes });
  add("Uint32", varintField(111, 0));
  add("Message", delimitedField(112, isProto3 ? Buffer.alloc(0) : varintField(1, 0)));
  add("MessageSetTwice", delimitedField(112, varintField(1, 1)));
  add("String", delimitedField(113, ""));
  add("Bytes", delimitedField(114, ""));
  add("Bool", varintField(115, 0));
  add("Uint64", varintField(116, 0));
  add("Float", field(117, WireType.Fixed32, float(0)));
  add("Double", field(118, WireType.Fixed64, double(0)));
  add("Enum", varintField(119, 0));
}

function pair(type: string): readonly [Buffer, Buffer] {
  const values = zeroAndOther[type];
  if (values === undefined) throw new TypeError(`no values of type ${type}`);
  return values;
}
