import { MetaInfo, MetaValues } from "../../context/meta-info.ts";
import { MetaPrefix } from "./keys.ts";

/** The header pairs of metadata that goes out with a call: transient, then persistent, as Kitex writes them. */
export function metaPairs(meta: MetaInfo | undefined): (readonly [string, string])[] {
  if (meta === undefined) return [];
  const pairs: (readonly [string, string])[] = [];
  for (const [key, value] of meta.transient.outgoing) pairs.push([MetaPrefix.Transient + key, value]);
  for (const [key, value] of meta.persistent) pairs.push([MetaPrefix.Persistent + key, value]);
  return pairs;
}

/** Whether a request's header has metadata that `readMeta` would read. */
export function carriesMeta(strings: ReadonlyMap<string, string>): boolean {
  for (const key of strings.keys()) if (isTransient(key) || isPersistent(key)) return true;
  return false;
}

/**
 * The metadata of a request. What came as transient is readable and goes no further; what had already gone its one
 * hop is dropped.
 */
export function readMeta(strings: ReadonlyMap<string, string>): MetaInfo {
  const transient = new MetaValues();
  const persistent = new MetaValues();
  for (const [key, value] of strings) {
    if (isTransient(key)) transient.set(key.slice(MetaPrefix.Transient.length), value);
    else if (isPersistent(key)) persistent.set(key.slice(MetaPrefix.Persistent.length), value);
  }
  return new MetaInfo(transient, persistent);
}

function isTransient(key: string): boolean {
  return key.startsWith(MetaPrefix.Transient) && !key.startsWith(MetaPrefix.Upstream);
}

function isPersistent(key: string): boolean {
  return key.startsWith(MetaPrefix.Persistent);
}
