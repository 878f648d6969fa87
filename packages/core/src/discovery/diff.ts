import type { Instance } from "../context/instance.ts";

/** What became of the instances of a destination. */
export interface InstanceDiff {
  readonly added: readonly Instance[];
  readonly removed: readonly Instance[];
  /** With other weights or tags than before; as they are now. */
  readonly changed: readonly Instance[];
}

/** Compares two lists by address; the order does not count. An address that comes twice counts as its last entry. */
export function diffInstances(before: readonly Instance[], after: readonly Instance[]): InstanceDiff {
  const old = byAddress(before);
  const added: Instance[] = [];
  const changed: Instance[] = [];
  for (const [address, instance] of byAddress(after)) {
    const known = old.get(address);
    old.delete(address);
    if (known === undefined) added.push(instance);
    else if (known !== instance && !isSame(known, instance)) changed.push(instance);
  }
  return { added, removed: [...old.values()], changed };
}

/** Whether nothing changed. */
export function isEmptyDiff({ added, removed, changed }: InstanceDiff): boolean {
  return added.length === 0 && removed.length === 0 && changed.length === 0;
}

function byAddress(instances: readonly Instance[]): Map<string, Instance> {
  const found = new Map<string, Instance>();
  for (const instance of instances) found.set(instance.address, instance);
  return found;
}

function isSame(a: Instance, b: Instance): boolean {
  if (a.weight !== b.weight || a.tags.size !== b.tags.size) return false;
  for (const [key, value] of a.tags) if (b.tags.get(key) !== value) return false;
  return true;
}
