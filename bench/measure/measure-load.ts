import type { Candidate } from "../candidates/candidate.ts";
import type { Heap, LoadResult, LoadSpec, Usage } from "../load/protocol.ts";
import { startPair } from "./pair.ts";
import type { Placement } from "./pinning.ts";

/** One measurement of a pair, by the names that reports use. */
export interface PairMeasurement {
  readonly callsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly p999Micros: number;
  /** Processor time for each call; for those beside it too, where there are any. */
  readonly clientCpuMicros: number;
  readonly serverCpuMicros: number;
}

/** Everything about a load but where its server is, and for how long it is measured. */
export interface PairLoad extends Omit<LoadSpec, "address"> {
  readonly seconds: number;
}

/** Starts both sides of a candidate, warms them up, measures once, and ends both. */
export async function measurePair(
  candidate: Candidate,
  load: PairLoad,
  placement: Placement,
): Promise<PairMeasurement> {
  const { seconds, ...spec } = load;
  await using pair = await startPair(candidate, spec, placement);
  const before = await pair.server.ask<Usage>("usage");
  const result = await pair.client.ask<LoadResult>(JSON.stringify({ seconds }));
  const after = await pair.server.ask<Usage>("usage");
  const calls = result.calls + result.besideCalls;
  return {
    callsPerSecond: result.calls / result.seconds,
    p50Micros: result.p50Micros,
    p99Micros: result.p99Micros,
    p999Micros: result.p999Micros,
    clientCpuMicros: result.cpuMicros / calls,
    serverCpuMicros: (after.cpuMicros - before.cpuMicros) / calls,
  };
}

/** The heaps of both sides after so many calls in all. */
export interface HeapsAfter {
  readonly calls: number;
  readonly clientHeapBytes: number;
  readonly serverHeapBytes: number;
}

/** Makes calls up to each of `totals`, in rising order, and looks at both heaps there. For candidates on Node. */
export async function measureHeaps(
  candidate: Candidate,
  spec: Omit<LoadSpec, "address">,
  totals: readonly number[],
): Promise<readonly HeapsAfter[]> {
  await using pair = await startPair(candidate, spec, "free", ["--expose-gc"]);
  const heaps: HeapsAfter[] = [];
  let made = 0;
  for (const total of totals) {
    const result = await pair.client.ask<LoadResult>(JSON.stringify({ calls: total - made, heap: true }));
    const server = await pair.server.ask<Heap>("heap");
    made = total;
    heaps.push({ calls: total, clientHeapBytes: result.heapBytes ?? 0, serverHeapBytes: server.heapBytes });
  }
  return heaps;
}
