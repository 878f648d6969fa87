import type { Heap, Usage } from "./protocol.ts";

/** What this process has used of the processor so far. */
export function currentUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system };
}

/**
 * The heap of this process after a forced collection.
 *
 * Collects twice with a turn of the event loop between: what finalizers and finished promises held goes with the second.
 */
export async function collectedHeap(): Promise<Heap> {
  if (gc === undefined) throw new Error("the heap can be measured under `node --expose-gc` only");
  gc();
  await new Promise<void>((resolve) => setImmediate(resolve));
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external };
}
