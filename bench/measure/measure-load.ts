import type { Candidate } from "../candidates/candidate.ts";
import type { Heap, LoadResult, LoadSpec, Usage } from "../load/protocol.ts";
import { Child } from "./child.ts";
import { commandOf } from "./commands.ts";
import { type Placement, placed } from "./pinning.ts";

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

interface Pair extends AsyncDisposable {
  readonly server: Child;
  readonly client: Child;
}

/** Starts a server, and a client that has verified its answers and is warm. */
async function startPair(
  candidate: Candidate,
  spec: Omit<LoadSpec, "address">,
  placement: Placement,
  flags: readonly string[] = [],
): Promise<Pair> {
  await using started = new AsyncDisposableStack();
  const server = started.use(
    start(
      `the server of ${candidate.name}`,
      commandOf(candidate.server, "server", [], undefined, flags),
      "server",
      placement,
    ),
  );
  const { address } = await server.next<{ readonly address: string }>();
  const full: LoadSpec = { ...spec, address };
  const client = started.use(
    start(
      `the client of ${candidate.name}`,
      commandOf(candidate.client, "client", [JSON.stringify(full)], undefined, flags),
      "client",
      placement,
    ),
  );
  await client.next<{ readonly ready: true }>();
  const both = started.move();
  return { server, client, [Symbol.asyncDispose]: () => both.disposeAsync() };
}

function start(name: string, command: readonly string[], side: "server" | "client", placement: Placement): Child {
  const { command: all, env } = placed(command, side, placement);
  return new Child(name, all, env);
}
