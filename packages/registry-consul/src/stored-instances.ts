import { DEFAULT_WEIGHT, type Instance } from "@kitex-ts/core/extension";
import { parseTags } from "./tags.ts";

/** Told of an entry that cannot be used: its id, and why. */
export type OnSkipped = (id: string, why: string) => void;

/**
 * The instances that entries of Consul's health answer stand for, sorted by address.
 *
 * An entry without a usable address is skipped, and the others stay. Of several with one address, as they are left
 * behind by an agent that came back under another name, the one that changed last counts.
 */
export function readInstances(entries: readonly unknown[], onSkipped: OnSkipped): readonly Instance[] {
  const found = new Map<string, { readonly instance: Instance; readonly changed: number }>();
  for (const entry of entries) {
    const service = member(entry, "Service");
    const address = addressOf(service, member(entry, "Node"));
    if (address === undefined) {
      const shown = JSON.stringify([member(service, "Address"), member(service, "Port")]);
      onSkipped(idOf(service), `nobody can call the address ${shown}`);
      continue;
    }
    const changed = numberOr(0, member(service, "ModifyIndex"));
    const known = found.get(address);
    if (known !== undefined && known.changed > changed) continue;
    found.set(address, { instance: { address, weight: weightOf(service), tags: tagsOf(service) }, changed });
  }
  return Array.from(found.values(), ({ instance }) => instance).sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** For a warning: an id that is no text is shown as JSON. */
function idOf(service: unknown): string {
  const id = member(service, "ID");
  return typeof id === "string" ? id : (JSON.stringify(id) ?? "without an id");
}

/** An empty address means the node's. */
function addressOf(service: unknown, node: unknown): string | undefined {
  const own = member(service, "Address");
  const host = own === "" || own === undefined ? member(node, "Address") : own;
  const port = member(service, "Port");
  if (typeof host !== "string" || typeof port !== "number" || port < 1 || port > 65_535) return undefined;
  const address = host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;
  return /^(?:\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^\s\p{Cc}:[\]/]+):\d+$/u.test(address) ? address : undefined;
}

/** Agents of old store no weights; Consul itself refuses those under 1. */
function weightOf(service: unknown): number {
  const weight = numberOr(0, member(member(service, "Weights"), "Passing"));
  return weight > 0 ? weight : DEFAULT_WEIGHT;
}

function tagsOf(service: unknown): ReadonlyMap<string, string> {
  const tags = member(service, "Tags");
  return parseTags(Array.isArray(tags) ? tags : []);
}

function numberOr(otherwise: number, value: unknown): number {
  return typeof value === "number" ? value : otherwise;
}

/** A property of something that came as JSON. */
function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
