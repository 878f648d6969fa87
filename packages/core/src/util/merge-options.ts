/** Options that travel together, under a name. */
export interface Suite<Options> {
  readonly name: string;
  readonly options: Options;
}

/**
 * Lays options over one another: the suites' (and those inside them) in their order, then the given ones.
 *
 * Two rules: a later value wins, and lists add up in order. `groups` names the options that are options themselves:
 * inside them the same rules hold.
 */
export function mergeOptions<Options extends { readonly suites?: readonly Suite<Partial<Options>>[] }>(
  given: Options,
  groups: readonly (keyof Options & string)[] = [],
): Options {
  const merged = new Map<string, unknown>();
  const add = (layer: Partial<Options>): void => {
    for (const suite of layer.suites ?? []) add(suite.options);
    overlay(merged, layer, new Set(groups));
  };
  add(given);
  return { ...given, ...Object.fromEntries(merged) };
}

function overlay(merged: Map<string, unknown>, layer: object, groups: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(layer)) {
    if (value === undefined) continue;
    const before = merged.get(name);
    if (Array.isArray(value) && Array.isArray(before)) merged.set(name, [...before, ...value]);
    else if (groups.has(name) && isObject(value) && isObject(before)) {
      const group = new Map(Object.entries(before));
      overlay(group, value, noGroups);
      merged.set(name, Object.fromEntries(group));
    } else merged.set(name, value);
  }
}

const noGroups: ReadonlySet<string> = new Set();

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
