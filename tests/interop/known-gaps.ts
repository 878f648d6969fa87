import { readFileSync } from "node:fs";

/** The cases of known-gaps.txt and why they do not hold. Throws for a line without a reason. */
export function readKnownGaps(): ReadonlyMap<string, string> {
  return parseKnownGaps(readFileSync(new URL("known-gaps.txt", import.meta.url), "utf8"));
}

/** Reads lines of the form `case  # reason`; those that begin with `#` are comments. */
export function parseKnownGaps(text: string): ReadonlyMap<string, string> {
  const gaps = new Map<string, string>();
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, name, reason] = /^(.+?) {2}# (.+)$/.exec(line) ?? [];
    if (name === undefined || reason === undefined) throw new Error(`known-gaps.txt: no reason in "${line}"`);
    gaps.set(name, reason);
  }
  return gaps;
}
