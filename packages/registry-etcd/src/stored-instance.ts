import { isIPv6 } from "node:net";
import type { Instance } from "@kitex-ts/core/extension";
import { bracketed } from "./advertised-address.ts";

/** What became of a stored value. */
export type ReadInstance =
  | { readonly kind: "instance"; readonly instance: Instance }
  /** Nobody can call it; `reason` ends the sentence "it is skipped: …". */
  | { readonly kind: "unusable"; readonly reason: string };

/**
 * The value that Kitex for Go stores, byte for byte: `{"network":…,"address":…,"weight":…,"tags":…}`, tags sorted, and
 * `null` when there are none.
 */
export function writeInstance({ address, weight, tags }: Instance): string {
  const [network, place] = address.startsWith("unix:") ? ["unix", address.slice("unix:".length)] : ["tcp", address];
  // Not an object: it would put names that are numbers first.
  const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${json(name)}:${json(value)}`);
  const shownTags = tags.size === 0 ? "null" : `{${sorted.join(",")}}`;
  return `{"network":${json(network)},"address":${json(place)},"weight":${weight},"tags":${shownTags}}`;
}

/** A JSON string as Go's encoder writes it: what could end a script in HTML is escaped. */
function json(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Reads a stored value as Kitex for Go does: field names in any case, unknown fields ignored, a weight of 0 or less
 * replaced by `defaultWeight`. Unlike there, an entry that nobody could call is no instance, and an IPv6 address without
 * brackets, as Go stores it, gets them.
 */
export function readInstance(text: string, defaultWeight: number): ReadInstance {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return unusable("its value is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return unusable("its value is not a JSON object");
  }
  const { network, address, weight, tags } = fieldsOf(parsed);
  const place = addressOf(network ?? "", address);
  if (place === undefined) return unusable("its address is none that can be called");
  const stated = weight ?? 0;
  if (typeof stated !== "number" || !Number.isSafeInteger(stated)) return unusable("its weight is not a whole number");
  const readTags = tagsOf(tags ?? {});
  if (readTags === undefined) return unusable("its tags are not texts by name");
  return {
    kind: "instance",
    instance: { address: place, weight: stated > 0 ? stated : defaultWeight, tags: readTags },
  };
}

function unusable(reason: string): ReadInstance {
  return { kind: "unusable", reason };
}

interface Fields {
  network?: unknown;
  address?: unknown;
  weight?: unknown;
  tags?: unknown;
}

/** The four fields that count; of several with one name, the last. */
function fieldsOf(value: object): Fields {
  const fields: Fields = {};
  for (const [name, field] of Object.entries(value)) {
    const known = name.toLowerCase();
    if (known === "network" || known === "address" || known === "weight" || known === "tags") fields[known] = field;
  }
  return fields;
}

function addressOf(network: unknown, address: unknown): string | undefined {
  if (typeof network !== "string" || typeof address !== "string") return undefined;
  if (network === "unix" || address.startsWith("unix:")) {
    const path = address.replace(/^unix:/, "");
    return /^\/[^\p{Cc}]+$/u.test(path) ? `unix:${path}` : undefined;
  }
  if (!/^(?:tcp[46]?)?$/.test(network)) return undefined;
  const [, host, port] = /^(\S+):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const bare = /^\[(.*)\]$/.exec(host)?.[1];
  if (bare !== undefined) return isIPv6(bare) ? `${host}:${port}` : undefined;
  const isHost = isIPv6(host) || /^[^\p{Cc}:/[\]]+$/u.test(host);
  return isHost ? `${bracketed(host)}:${port}` : undefined;
}

function tagsOf(value: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const tags = new Map<string, string>();
  for (const [name, tag] of Object.entries(value)) {
    if (typeof tag !== "string" && tag !== null) return undefined;
    tags.set(name, tag ?? "");
  }
  return tags;
}
