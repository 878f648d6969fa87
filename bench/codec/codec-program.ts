import { inputLines, runProgram, writeLine } from "../load/json-lines.ts";
import type { Payload } from "../load/protocol.ts";

/** One codec and one value: what is measured is the way there and the way back. */
export interface CodecSubject {
  /** What it gives is valid until it is called again. */
  encode(): Uint8Array;
  /** Decodes what `encode` gave; the answer must not be made lazily. */
  decode(bytes: Uint8Array): unknown;
  /** Whether a decoded value is the one that was encoded. */
  isRight(decoded: unknown): boolean;
}

/** How long one codec is measured. */
export interface CodecAmount {
  readonly seconds: number;
}

/** One measurement of a codec. */
export interface CodecResult {
  readonly encodeNanos: number;
  readonly decodeNanos: number;
  readonly bytes: number;
}

/** Repetitions between two looks at the clock. */
const BATCH = 64;

/**
 * Makes this process the bench of one codec: `FILE PAYLOAD`. Verifies and warms up, prints `{ ready: true }`, then
 * measures once for each line {@link CodecAmount} on the standard input.
 */
export function runCodec(subjectOf: (payload: Payload) => CodecSubject): void {
  void runProgram(async () => {
    // The bench is the only caller, and made this line of a `Payload`.
    const payload: Payload = JSON.parse(process.argv[2] ?? "");
    const subject = subjectOf(payload);
    const decoded = subject.decode(subject.encode());
    if (!subject.isRight(decoded)) throw new Error("what was decoded is not what was encoded");
    measure(subject, 0.3);
    writeLine({ ready: true });
    for await (const line of inputLines()) {
      const { seconds }: CodecAmount = JSON.parse(line);
      writeLine(measure(subject, seconds));
    }
  });
}

/** Half of the time for each way. */
function measure(subject: CodecSubject, seconds: number): CodecResult {
  const bytes = Uint8Array.from(subject.encode());
  const encodeNanos = nanosOf(() => subject.encode(), seconds / 2);
  const decodeNanos = nanosOf(() => subject.decode(bytes), seconds / 2);
  return { encodeNanos, decodeNanos, bytes: bytes.length };
}

/** Keeps results alive, so that no work is optimized away. */
let kept: unknown;

function nanosOf(run: () => unknown, seconds: number): number {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let runs = 0;
  let now = startedAt;
  while (now < endAt) {
    for (let at = 0; at < BATCH; at++) kept = run();
    runs += BATCH;
    now = performance.now();
  }
  if (kept === undefined) throw new Error("a codec gave nothing");
  return ((now - startedAt) * 1e6) / runs;
}
