import type { Instance } from "../context/instance.ts";

/** What became of the instances of a destination. */
export interface InstanceDiff {
  readonly added: readonly Instance[];
  readonly removed: readonly Instance[];
  /** With other weights or tags than before; as they are now. */
  readonly changed: readonly Instance[];
}

/** A list by its addresses. It is kept from one comparison to the next, so that a long list is gone through once. */
export type InstancesByAddress = ReadonlyMap<string, Instance>;

/** Sorts a list by address; one that comes twice counts as its last entry. */
export function byAddress(instances: readonly Instance[]): InstancesByAddress {
  const found = new Map<string, Instance>();
  for (const instance of instances) found.set(instance.address, instance);
  return found;
}

/** Compares two lists; the order does not count. */
export function diffInstances(before: InstancesByAddress, after: InstancesByAddress): InstanceDiff {
  const added: Instance[] = [];
  const changed: Instance[] = [];
  after.forEach((instance, address) => {
    const known = before.get(address);
    if (known === undefined) added.push(instance);
    else if (known !== instance && !isSame(known, instance)) changed.push(instance);
  });
  const removed: Instance[] = [];
  if (before.size > after.size - added.length) {
    before.forEach((instance, address) => {
      if (!after.has(address)) removed.push(instance);
    });
  }
  return { added, removed, changed };
}

/** Whether nothing changed. */
export function isEmptyDiff({ added, removed, changed }: InstanceDiff): boolean {
  return added.length === 0 && removed.length === 0 && changed.length === 0;
}

function isSame(a: Instance, b: Instance): boolean {
  if (a.weight !== b.weight || a.tags.size !== b.tags.size) return false;
  for (const key of a.tags.keys()) if (b.tags.get(key) !== a.tags.get(key)) return false;
  return true;
}
