import type { Candidate } from "../candidates/candidate.ts";
import type { Heap, IdleStreams, LoadSpec } from "../load/protocol.ts";
import { startPair } from "./pair.ts";

/** What one stream that is open and silent holds on each side, in bytes, when there are many. */
export interface IdleStreamMeasurement {
  /** JavaScript heap. */
  readonly clientHeapBytes: number;
  readonly serverHeapBytes: number;
  /** Beside that heap: buffers and what Node's own HTTP/2 has in C. */
  readonly clientExternalBytes: number;
  readonly serverExternalBytes: number;
}

/** What is there once, however many streams there are, is there with so many. */
const FIRST = 100;

/** Opens streams on one connection and compares both heaps before and after `count` of them. For candidates on Node. */
export async function measureIdleStreams(candidate: Candidate, count: number): Promise<IdleStreamMeasurement> {
  const payload = { kind: "stream", method: "chat", messages: 10, bytes: 16 } as const;
  const spec: Omit<LoadSpec, "address"> = { payload, inFlight: 10, warmUpSeconds: 0.2 };
  await using pair = await startPair(candidate, spec, "free", ["--expose-gc"]);
  const heapsWith = async (idleStreams: number): Promise<{ readonly client: Heap; readonly server: Heap }> => {
    const asked: IdleStreams = { idleStreams };
    const client = await pair.client.ask<Heap>(JSON.stringify(asked));
    return { client, server: await pair.server.ask<Heap>("heap") };
  };
  const few = await heapsWith(FIRST);
  const many = await heapsWith(count);
  return {
    clientHeapBytes: (many.client.heapBytes - few.client.heapBytes) / count,
    serverHeapBytes: (many.server.heapBytes - few.server.heapBytes) / count,
    clientExternalBytes: (many.client.externalBytes - few.client.externalBytes) / count,
    serverExternalBytes: (many.server.externalBytes - few.server.externalBytes) / count,
  };
}
