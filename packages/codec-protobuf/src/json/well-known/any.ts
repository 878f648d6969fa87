import { below, inside, JsonMappingError, mustBe, tooDeep } from "../mapping-error.ts";
import type { MessageReader, MessageWriter, OwnForm } from "../message-mapping.ts";
import { membersOf, propertyOf } from "../object-members.ts";
import type { JsonValue } from "../options.ts";
import { decoded, encoded } from "../through-wire.ts";
import { typeOfUrl } from "../type-registry.ts";

/** A message of any type, which stands under `value` where it has a JSON form of its own, as `ownForm` says. */
export function anyForm(hasOwnForm: (name: string) => boolean): OwnForm {
  return {
    read(json: unknown, depth: number, _any: unknown, reader: MessageReader): object {
      const members = new Map(membersOf(json));
      if (members.size === 0) return {};
      const typeUrl = members.get("@type");
      if (typeof typeUrl !== "string") throw below("@type", mustBe("the type of the message", typeUrl));
      const descriptor = typeOfUrl(reader.options.types, typeUrl);
      members.delete("@type");
      if (!hasOwnForm(descriptor.name)) {
        return { typeUrl, value: encoded(descriptor, reader.message(descriptor, members, depth - 1), depth) };
      }
      const value = members.get("value");
      if (members.size !== 1 || value === undefined) {
        throw new JsonMappingError(`must have the members "@type" and "value" and no other for ${descriptor.name}`);
      }
      const message = inside("value", () => reader.message(descriptor, value, depth - 1));
      return { typeUrl, value: encoded(descriptor, message, depth) };
    },

    write(any: unknown, depth: number, _any: unknown, writer: MessageWriter): JsonValue {
      const typeUrl = propertyOf(any, "typeUrl") ?? "";
      const bytes = propertyOf(any, "value") ?? new Uint8Array();
      if (typeof typeUrl !== "string") throw below("typeUrl", mustBe("a string", typeUrl));
      if (!(bytes instanceof Uint8Array)) throw below("value", mustBe("a Uint8Array", bytes));
      if (typeUrl === "" && bytes.length === 0) return {};
      if (depth <= 1) throw tooDeep();
      const descriptor = typeOfUrl(writer.options.types, typeUrl);
      const message = decoded(descriptor, bytes, depth);
      const members: [string, JsonValue][] = hasOwnForm(descriptor.name)
        ? [["value", writer.message(descriptor, message, depth - 1)]]
        : writer.members(descriptor, message, depth - 1);
      return Object.fromEntries([["@type", typeUrl], ...members]);
    },
  };
}
