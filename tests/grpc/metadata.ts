import { Metadata } from "@kitex-ts/core";
import type { MetadataField, Values } from "./peers/peer.ts";

/** The metadata that a command or a script states: each of several values is a line, those of `-bin` keys hexadecimal. */
export function metadataOf(values: Values | ReadonlyMap<string, string>): Metadata {
  const metadata = new Metadata();
  for (const [key, lines] of isMap(values) ? values : Object.entries(values)) {
    for (const value of lines.split("\n")) {
      metadata.append(key, key.endsWith("-bin") ? Buffer.from(value, "hex") : value);
    }
  }
  return metadata;
}

/** Sorted by key; binary values in hexadecimal. */
export function fieldsOf(metadata: Metadata): readonly MetadataField[] {
  return Array.from(metadata, ([key, value]) => ({
    key,
    value: typeof value === "string" ? value : Buffer.from(value).toString("hex"),
  })).sort((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
}

function isMap(values: Values | ReadonlyMap<string, string>): values is ReadonlyMap<string, string> {
  return values instanceof Map;
}
