import type { CaseList } from "./case-list.ts";
import { delimitedField, groupField, raw, varintField } from "./wire.ts";

/** Messages of an edition that stand as groups, and extensions. */
export function delimitedCases(list: CaseList): void {
  const a99 = varintField(1, 99);
  const add = (name: string, bytes: Buffer): void =>
    list.validProtobuf(name, "Required", bytes, { kind: "wire", bytes });
  const group = varintField(202, 99);
  add("ValidNonMessage", a99);
  add("ValidLengthPrefixedField", delimitedField(18, a99));
  add("ValidMap.Integer", delimitedField(56, Buffer.concat([a99, varintField(2, 87)])));
  const entry = Buffer.concat([delimitedField(1, "a"), delimitedField(2, varintField(1, 87))]);
  add("ValidMap.LengthPrefixed", delimitedField(71, entry));
  add("ValidDelimitedField.GroupLike", groupField(201, group));
  add("ValidDelimitedField.NotGroupLike", groupField(202, group));
  list.validBinary("ValidDelimitedExtension.GroupLike", "Required", groupField(121, a99));
  list.validBinary("ValidDelimitedExtension.NotGroupLike", "Required", groupField(122, a99));
  const text = raw("\xa0\xb0\xc0\xd0");
  list.malformedProtobuf("RejectInvalidUtf8.String.Extension", "Recommended", delimitedField(133, text));
  list.validBinary("AcceptInvalidUtf8.Bytes.Extension", "Required", delimitedField(134, text));
}

/** Message sets: what they hold are extensions, so what counts is that nothing of them is lost or changed. */
export function messageSetCases(list: CaseList): void {
  const item = (...parts: readonly Buffer[]): Buffer => groupField(1, Buffer.concat(parts));
  const set = (...items: readonly Buffer[]): Buffer => delimitedField(500, Buffer.concat(items));
  const typeId = (number: number): Buffer => varintField(2, number);
  const value = (number: number, inner: number): Buffer => delimitedField(3, varintField(number, inner));
  const known = 4135312;
  list.validBinary("ValidMessageSetEncoding", "Required", set(item(typeId(known), value(9, 99))));
  list.validBinary(
    "ValidMessageSetEncoding.OutOfOrderGroupsEntries",
    "Required",
    set(item(value(9, 99), typeId(known))),
  );
  list.validBinary("MessageSetEncoding.UnknownExtension", "Required", set(item(typeId(4135300), value(0, 99))));
  const recommended: readonly (readonly [string, Buffer])[] = [
    ["SubmessageEncoding", delimitedField(known, varintField(9, 99))],
    [
      "SubmessageEncoding.NotUnknown",
      Buffer.concat([delimitedField(123456789, varintField(1, 42)), item(typeId(123456789), value(2, 99))]),
    ],
    ["DuplicateDifferentTypeId", item(typeId(known), value(9, 99), typeId(1547769))],
    ["DuplicateValue", item(typeId(known), value(9, 99), value(9, 88))],
    ["DuplicateValueOutOfOrder", item(value(9, 99), typeId(known), value(9, 88))],
  ];
  for (const [name, content] of recommended) {
    list.validBinary(`ValidMessageSetEncoding.${name}`, "Recommended", set(content));
  }
}

/** An edition in which something is tried before it is released. */
export function unstableCases(list: CaseList): void {
  const entry = Buffer.concat([delimitedField(1, "foo"), delimitedField(2, "barbaz")]);
  const fields: readonly (readonly [string, Buffer])[] = [
    ["ValidBytes", delimitedField(13, "foo")],
    ["ValidMap.Bytes", delimitedField(15, entry)],
  ];
  for (const [name, bytes] of fields) list.validProtobuf(name, "Required", bytes, { kind: "wire", bytes });
}
