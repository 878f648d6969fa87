import { shown } from "../../thrift/shown.ts";
import type { EnumDescriptorProto } from "../descriptor-proto.ts";
import type { Features } from "../features.ts";
import { maxEnumNumber } from "../text/reserved.ts";
import type { Findings } from "./findings.ts";

/** Checks what an enum may hold; `features` are its own. */
export function checkEnum(
  part: EnumDescriptorProto,
  features: Features,
  options: ReadonlyMap<string, unknown>,
  findings: Findings,
): void {
  const [first] = part.value;
  const { damaged } = findings.file;
  if (first === undefined) {
    if (!damaged) findings.error(part, `the enum ${shown(part.name)} has no values`);
    return;
  }
  if (features.enum_type === "OPEN" && first.number !== 0 && !damaged) {
    findings.error(first, `the first value of ${shown(part.name)} must be 0`, "it stands for a field that is absent");
  }
  for (const value of part.value) {
    if (value.number < -maxEnumNumber - 1 || value.number > maxEnumNumber) {
      findings.error(value, `${shown(value.name)} has the number ${value.number}, which does not fit int32`);
    }
  }
  for (const { start, end } of part.reservedRange) {
    if (start > end) findings.error(part, `the reserved range ${start} to ${end} goes backwards`);
  }
  const numbers = new Set(part.value.map(({ number }) => number));
  if (options.get("allow_alias") === true && !damaged && numbers.size === part.value.length) {
    findings.error(part, `${shown(part.name)} allows aliases, but no two of its values have the same number`);
  }
}
