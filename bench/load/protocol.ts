// What the bench and the processes of a candidate tell one another, as lines of JSON on standard input and output.
//
//   server   → { address }              once it listens
//            ← "usage" or "heap"        → Usage or Heap
//   client   → { ready: true }          once its warm-up is over, every answer of which was verified
//            ← Amount                   → LoadResult
//            ← IdleStreams              → Heap, once so many more streams are open
//   either   → { error }                and exits 1 when something went wrong
//
// Both end when their standard input does, so that none outlives the bench.

/** What one call carries: an echo of text of so many bytes, or the nested request. */
export type Payload = { readonly kind: "echo"; readonly bytes: number } | { readonly kind: "nested" };

/** A whole stream of stream.proto in place of a call: so many messages of so many bytes of text each. */
export interface StreamPayload {
  readonly kind: "stream";
  /** The server sends; the client does; or each message is answered before the next is sent. */
  readonly method: "send" | "collect" | "chat";
  readonly messages: number;
  readonly bytes: number;
}

/** What a client does: so many calls of one kind in flight at all times. */
export interface LoadSpec {
  readonly address: string;
  readonly payload: Payload | StreamPayload;
  readonly inFlight: number;
  readonly warmUpSeconds: number;
  /** Further calls of another kind over the same client, whose latencies are not recorded. */
  readonly beside?: { readonly payload: Payload; readonly inFlight: number };
}

/** How long one measurement lasts. With `heap`, it ends with a forced collection (`node --expose-gc`). */
export type Amount = ({ readonly seconds: number } | { readonly calls: number }) & { readonly heap?: boolean };

/** Asks for so many streams more that stay open and silent, and for the heap with them (`node --expose-gc`). */
export interface IdleStreams {
  readonly idleStreams: number;
}

/** One measurement. Latencies are those of the calls of `payload`; processor time is that of the whole process. */
export interface LoadResult {
  readonly calls: number;
  readonly besideCalls: number;
  readonly seconds: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly p999Micros: number;
  readonly maxMicros: number;
  readonly cpuMicros: number;
  /** JavaScript heap in use after the collection that `Amount.heap` asked for. */
  readonly heapBytes?: number;
  readonly externalBytes?: number;
}

/** Processor time of a process since it started: all threads, in user and system mode. */
export interface Usage {
  readonly cpuMicros: number;
}

/** Memory in use after a forced collection. */
export interface Heap {
  /** JavaScript heap. */
  readonly heapBytes: number;
  /** What objects of that heap hold outside of it: buffers, and what Node's own HTTP/2 has in C. */
  readonly externalBytes: number;
}
