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

/**
 * The metadata of a request. What came as transient is readable and goes no further; what had already gone its one
 * hop is dropped. `undefined` when there is none.
 */
export function readMeta(strings: ReadonlyMap<string, string>): MetaInfo | undefined {
  let transient: MetaValues | undefined;
  let persistent: MetaValues | undefined;
  for (const [key, value] of strings) {
    if (key.startsWith(MetaPrefix.Upstream)) continue;
    if (key.startsWith(MetaPrefix.Transient)) {
      transient ??= new MetaValues();
      transient.set(key.slice(MetaPrefix.Transient.length), value);
    } else if (key.startsWith(MetaPrefix.Persistent)) {
      persistent ??= new MetaValues();
      persistent.set(key.slice(MetaPrefix.Persistent.length), value);
    }
  }
  if (transient === undefined && persistent === undefined) return undefined;
  return new MetaInfo(transient, persistent);
}
