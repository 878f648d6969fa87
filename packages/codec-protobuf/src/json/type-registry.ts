import type { MessageDescriptor } from "../descriptor.ts";
import { JsonMappingError, quoted } from "./mapping-error.ts";

/** Message types by their full names. */
export interface TypeRegistry {
  find(name: string): MessageDescriptor | undefined;
}

/** A registry of these types and of all that their fields lead to. */
export function typeRegistry(...descriptors: readonly MessageDescriptor[]): TypeRegistry {
  const byName = new Map(descriptors.map((descriptor) => [descriptor.name, descriptor]));
  // A Map gives what is added while it is gone through.
  for (const { fields } of byName.values()) {
    for (const { type } of fields) {
      if (type.kind !== "message") continue;
      const inner = type.message();
      if (!byName.has(inner.name)) byName.set(inner.name, inner);
    }
  }
  return { find: (name) => byName.get(name) };
}

/** The type that an `Any` names by `typeUrl`. Throws a `JsonMappingError`. */
export function typeOfUrl(types: TypeRegistry | undefined, typeUrl: string): MessageDescriptor {
  const slash = typeUrl.lastIndexOf("/");
  if (slash < 0 || slash === typeUrl.length - 1) {
    throw new JsonMappingError(
      `${quoted(typeUrl)} names no type: it must be like "type.googleapis.com/package.Message"`,
    );
  }
  const found = types?.find(typeUrl.slice(slash + 1));
  if (found === undefined) throw new JsonMappingError(`the type ${quoted(typeUrl)} is not in the registry \`types\``);
  return found;
}
