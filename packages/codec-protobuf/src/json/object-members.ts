import { ownValue } from "../own-value.ts";
import { below, mustBe } from "./mapping-error.ts";

/** The members of a JSON object, which `JSON.parse` gave, or `parseJson`. Throws a `JsonMappingError` for another value. */
export function membersOf(json: unknown): Iterable<readonly [string, unknown]> {
  if (json instanceof Map) return json;
  if (!isPlainObject(json)) throw mustBe("an object", json);
  return Object.entries(json);
}

/** The elements of a JSON array. Throws a `JsonMappingError` for another value. */
export function elementsOf(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw mustBe("an array", json);
  return json;
}

/** A property of a message, where one that every object inherits counts as absent. */
export function propertyOf(message: unknown, name: string): unknown {
  if (typeof message !== "object" || message === null) throw mustBe("an object", message);
  return ownValue(message, name);
}

/** A property of a message that may be absent. */
export function numberOf(message: unknown, name: string): number {
  const value = propertyOf(message, name) ?? 0;
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw below(name, mustBe("an integer", value));
  }
  return Number(value);
}

function isPlainObject(json: unknown): json is object {
  if (typeof json !== "object" || json === null) return false;
  const prototype: unknown = Object.getPrototypeOf(json);
  return prototype === Object.prototype || prototype === null;
}
