import { DEFAULT_WEIGHT, type Instance } from "../context/instance.ts";
import { isAddress } from "../util/is-address.ts";
import { printable } from "../util/printable.ts";
import type { ResolveResult } from "./resolver.ts";

/**
 * Reads a list of services, written by hand:
 *
 * ```json
 * { "echo": ["10.0.0.1:8888", { "address": "10.0.0.2:8888", "weight": 30, "tags": { "zone": "a" } }] }
 * ```
 *
 * Whatever does not belong there is refused, with the name of the file and the place in it.
 */
export function parseServices(text: string, file: string): ReadonlyMap<string, ResolveResult> {
  const services = new Map<string, ResolveResult>();
  for (const [service, entries] of entriesOf(parseJson(text, file), file)) {
    services.set(service, { instances: instancesOf(entries, `${file}: ${quoted(service)}`) });
  }
  return services;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${printable(cause)}`, { cause });
  }
}

function instancesOf(entries: unknown, place: string): readonly Instance[] {
  if (!Array.isArray(entries)) throw wrong(place, "a list of instances", entries);
  const addresses = new Set<string>();
  return entries.map((entry: unknown, index) => {
    const at = `${place}[${index}]`;
    const instance = instanceOf(entry, at);
    if (addresses.has(instance.address)) throw new Error(`${at}: ${quoted(instance.address)} is there twice`);
    addresses.add(instance.address);
    return instance;
  });
}

function instanceOf(entry: unknown, place: string): Instance {
  if (typeof entry === "string") return { address: addressOf(entry, place), weight: DEFAULT_WEIGHT, tags: new Map() };
  let address: string | undefined;
  let weight = DEFAULT_WEIGHT;
  let tags: ReadonlyMap<string, string> = new Map();
  for (const [key, value] of entriesOf(entry, place)) {
    const at = `${place}.${printable(key)}`;
    if (key === "address") address = addressOf(value, at);
    else if (key === "weight") weight = weightOf(value, at);
    else if (key === "tags") tags = tagsOf(value, at);
    else throw new Error(`${at} is none of address, weight and tags`);
  }
  if (address === undefined) throw new Error(`${place} has no address`);
  return { address, weight, tags };
}

function addressOf(value: unknown, place: string): string {
  if (typeof value === "string" && isAddress(value)) return value;
  throw wrong(place, '"host:port", "[::1]:port" or "unix:/path"', value);
}

function weightOf(value: unknown, place: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw wrong(place, "a whole number of at least 1", value);
}

function tagsOf(value: unknown, place: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const [key, text] of entriesOf(value, place)) {
    if (typeof text !== "string") throw wrong(`${place}[${quoted(key)}]`, "a text", text);
    tags.set(key, text);
  }
  return tags;
}

function entriesOf(value: unknown, place: string): readonly (readonly [string, unknown])[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw wrong(place, "an object", value);
}

function wrong(place: string, expected: string, value: unknown): Error {
  return new Error(`${place} must be ${expected}, got ${quoted(value)}`);
}

function quoted(value: unknown): string {
  return printable(JSON.stringify(value));
}
