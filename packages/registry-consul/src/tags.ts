import { invalidOption } from "./option-checks.ts";

/**
 * Tags as Kitex stores them in Consul: `key:value`, sorted, so that the same tags give the same entry.
 * Throws `InvalidOption` for a key with a colon, which nobody could read back; values may have colons.
 */
export function formatTags(tags: ReadonlyMap<string, string>): readonly string[] {
  for (const key of tags.keys()) {
    if (key.includes(":")) {
      const shown = JSON.stringify(key);
      throw invalidOption(`the tag ${shown} has a colon in its key: Consul keeps "key:value"`);
    }
  }
  return Array.from(tags, ([key, value]) => `${key}:${value}`).sort();
}

/** Reads stored tags: the key ends at the first colon. What has no colon was not written by Kitex, and is left out. */
export function parseTags(stored: readonly unknown[]): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of stored) {
    if (typeof tag !== "string") continue;
    const colon = tag.indexOf(":");
    if (colon >= 0) tags.set(tag.slice(0, colon), tag.slice(colon + 1));
  }
  return tags;
}
