import type { CaseList } from "./case-list.ts";
import { fieldsOfType } from "./field-numbers.ts";
import type { Flavor } from "./test-messages.ts";
import { delimited, delimitedField, double, field, float, varint, varintField, WireType } from "./wire.ts";

/** As often as the suite repeats a field: about half a megabyte. */
const repetitions = 50_000;

/** Messages that take time that grows with their square where a program is careless. */
export function speedCases(list: CaseList, flavor: Flavor): void {
  const pair = Buffer.concat([varintField(666, 1234), varintField(667, 5678)]);
  const name = "TestBinaryPerformance";
  list.validBinary(`${name}ForAlternatingUnknownFields`, "Recommended", repeated(pair));
  const ones: Readonly<Record<string, Buffer>> = {
    bool: varint(1),
    double: double(1),
    float: float(1),
    uint32: varint(1),
    uint64: varint(1),
    string: delimited("a"),
    bytes: delimited("a"),
  };
  for (const [type, one] of Object.entries(ones)) {
    const fields = fieldsOfType(flavor, type);
    const known = field(fields.packed?.unpacked ?? fields.list, fields.wireType, one);
    merged(list, `${name}MergeMessageWithRepeatedFieldForType.${fields.name}`, known);
  }
  for (const [type, one] of Object.entries(ones)) {
    const fields = fieldsOfType(flavor, type);
    merged(list, `${name}MergeMessageWithUnknownFieldForType.${fields.name}`, field(666, fields.wireType, one));
  }
}

/** A message that comes in many pieces, each with one field. */
function merged(list: CaseList, name: string, content: Buffer): void {
  const pieces = repeated(delimitedField(27, content));
  const whole = field(27, WireType.Delimited, delimited(repeated(content)));
  list.validBinary(name, "Recommended", pieces, whole);
}

function repeated(bytes: Buffer): Buffer {
  return Buffer.alloc(bytes.length * repetitions, bytes);
}
