/** Options that travel together, under a name. */
export interface Suite<Options> {
  readonly name: string;
  readonly options: Options;
}

/**
 * Lays options over one another: the suites' (and those inside them) in their order, then the given ones.
 *
 * Two rules: a later value wins, and lists add up in order.
 */
export function mergeOptions<Options extends { readonly suites?: readonly Suite<Partial<Options>>[] }>(
  given: Options,
): Options {
  const merged = new Map<string, unknown>();
  const add = (layer: Partial<Options>): void => {
    for (const suite of layer.suites ?? []) add(suite.options);
    for (const [name, value] of Object.entries(layer)) {
      if (value === undefined) continue;
      const before = merged.get(name);
      merged.set(name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value);
    }
  };
  add(given);
  return { ...given, ...Object.fromEntries(merged) };
}
