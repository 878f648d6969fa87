/** How many nodes are listed in cycles altogether; a tangle of thousands would otherwise fill the memory. */
const maxListedNodes = 100_000;

export interface DependencyOrder<Node> {
  /** Every node once, behind those it depends on as far as there is no cycle. */
  readonly order: readonly Node[];
  /** Each begins with a node that its last node depends on. */
  readonly cycles: readonly (readonly Node[])[];
}

/** Sorts nodes, and what they depend on, so that what is needed comes first. Depth costs no stack. */
export function dependencyOrder<Node>(
  nodes: Iterable<Node>,
  dependenciesOf: (node: Node) => Iterable<Node>,
): DependencyOrder<Node> {
  const order: Node[] = [];
  const cycles: Node[][] = [];
  const done = new Set<Node>();
  let listed = 0;
  for (const root of nodes) {
    if (done.has(root)) continue;
    const path: Node[] = [root];
    const depthOf = new Map<Node, number>([[root, 0]]);
    const pending = [dependenciesOf(root)[Symbol.iterator]()];
    for (let rest = pending.at(-1); rest !== undefined; rest = pending.at(-1)) {
      const { done: exhausted, value: dependency } = rest.next();
      if (exhausted === true) {
        pending.pop();
        const node = path.pop();
        if (node === undefined) break;
        depthOf.delete(node);
        done.add(node);
        order.push(node);
        continue;
      }
      if (done.has(dependency)) continue;
      const depth = depthOf.get(dependency);
      if (depth === undefined) {
        depthOf.set(dependency, path.length);
        path.push(dependency);
        pending.push(dependenciesOf(dependency)[Symbol.iterator]());
      } else if (listed < maxListedNodes) {
        cycles.push(path.slice(depth));
        listed += path.length - depth;
      }
    }
  }
  return { order, cycles };
}

/** How many nodes of a cycle a message names. */
const maxShown = 8;

/** A cycle as a message shows it: `a → b → a`. */
export function cycleText(names: readonly string[]): string {
  const first = names[0] ?? "";
  const middle = names.length > maxShown ? [...names.slice(0, maxShown), "…"] : names;
  return [...middle, first].join(" → ");
}
