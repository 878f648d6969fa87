import type { ProtoField, ProtoMessage, ProtoMethod, ProtoOneof, ProtoService } from "@kitex-ts/idl/proto";
import { methodScope, uncapitalized } from "../naming.ts";

/** By the rule of Protobuf's JSON mapping: each letter behind an underscore is a capital, and the underscores go. */
export function lowerCamelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** A property of a message's object: a field, or a oneof, whose value is an object with one member. */
export type PropertySource = ProtoField | ProtoOneof;

/** What a message's object consists of, in the order of the file; a oneof stands where its first member does. */
export function propertiesOf(message: ProtoMessage): readonly PropertySource[] {
  return [...new Set(message.fields.map((field) => field.oneof ?? field))];
}

/** Whether a property is a oneof. */
export function isOneof(property: PropertySource): property is ProtoOneof {
  return "fields" in property;
}

/**
 * The properties of a message's fields and oneofs in lowerCamelCase. Where two of one object would be the same, all
 * names of the message stay as they are written.
 */
export function propertyNames(message: ProtoMessage): ReadonlyMap<PropertySource, string> {
  const objects = [propertiesOf(message), ...message.oneofs.map(({ fields }) => fields)];
  const clash = objects.some((object) => !areDistinct(object.map(({ name }) => lowerCamelCase(name))));
  const name = (source: PropertySource): string => (clash ? source.name : lowerCamelCase(source.name));
  return new Map(objects.flat().map((source) => [source, name(source)]));
}

/**
 * The properties of a service's methods: their names with a small first letter, all as they are written where two would
 * be the same. The few names that a client has for itself get an underscore.
 */
export function methodProperties(service: ProtoService): ReadonlyMap<ProtoMethod, string> {
  const wishes = service.methods.map(({ name }) => uncapitalized(lowerCamelCase(name)));
  const names = areDistinct(wishes) ? wishes : service.methods.map(({ name }) => name);
  const claimed = methodScope([]).claimAll(names);
  return new Map(service.methods.map((method, i) => [method, claimed.get(names[i] ?? "") ?? method.name]));
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
