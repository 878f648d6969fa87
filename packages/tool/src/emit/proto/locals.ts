import type { ProtoMessage } from "@kitex-ts/idl/proto";
import { NameScope } from "../../plan/naming.ts";
import { type PropertySource, propertiesOf } from "../../plan/proto/property-names.ts";
import type { ProtoCodecScope } from "./codec-scope.ts";

/** Local variables by field and oneof. */
export type Locals = ReadonlyMap<PropertySource, string>;

/** Names a local variable for each property: its own name where nothing else in the file is called so. */
export function planLocals(scope: ProtoCodecScope, message: ProtoMessage): Locals {
  const names = new NameScope([], (name) => scope.isFree(name));
  const nameOf = (property: PropertySource): string =>
    names.claim(scope.variableFor(scope.property(message, property)));
  return new Map(propertiesOf(message).map((property) => [property, nameOf(property)]));
}

export function localOf(locals: Locals, property: PropertySource): string {
  const local = locals.get(property);
  if (local === undefined) throw new Error(`${property.name} has no variable`);
  return local;
}
