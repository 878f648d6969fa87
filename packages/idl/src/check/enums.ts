import type { DiagnosticList } from "../diagnostic-list.ts";
import type { EnumMember } from "../thrift/ast.ts";
import { shown } from "../thrift/shown.ts";
import { describe } from "./definition.ts";
import type { EnumEntry } from "./scopes.ts";
import { fitsInteger } from "./type-rules.ts";

/** Makes an enum: a member without a number has the one after the member before it, the first has 0. */
export function defineEnum(entry: EnumEntry, diagnostics: DiagnosticList): void {
  const { syntax, scope } = entry;
  const members = new Map<string, EnumMember>();
  const names = new Map<bigint, string>();
  let next = 0n;
  for (const member of syntax.members) {
    const name = member.name.text;
    const value = member.value?.value ?? next;
    next = value + 1n;
    const span = member.value ?? member.name;
    if (!fitsInteger(value, "i32")) {
      diagnostics.error(scope.source, span, `${shown(name)} has the value ${value}, which does not fit i32`);
    }
    if (members.has(name)) {
      diagnostics.error(scope.source, member.name, `${shown(name)} is already a member of ${shown(syntax.name.text)}`);
      continue;
    }
    const other = names.get(value);
    if (other === undefined) {
      names.set(value, name);
    } else {
      const message = `${shown(name)} and ${shown(other)} are both ${value}`;
      diagnostics.warning(scope.source, span, message, "Kitex for Go refuses two names for one value");
    }
    members.set(name, { ...describe(member, scope.source), value: Number(value) });
  }
  const definition = { ...describe(syntax, scope.source), file: scope.file, members: [...members.values()] };
  entry.definition = definition;
  scope.lists.enums.push(definition);
}
