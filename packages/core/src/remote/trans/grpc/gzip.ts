import { createGunzip, gunzipSync, gzip, gzipSync } from "node:zlib";
import { TurnBudget } from "../../../util/turn-budget.ts";
import { BadMessageError } from "./bad-message.ts";

/** What a compressed message may become. */
export interface InflateLimits {
  readonly maxBytes: number;
  /** How many times its size, once it is larger than 64 KiB; zlib's worst is about 1,030. */
  readonly maxInflateRatio: number;
}

/** So much may come out of any message, however small it came in. */
const FREE_BYTES = 65_536;

/** Messages of up to so many bytes are done at once: a thread takes longer to be asked and to answer, 70 to 250 µs. */
const SMALL_BYTES = 4_096;

/** About how long a small message takes, in microseconds (Node 24, x64). */
const COMPRESS_US = 50;
const INFLATE_US = 10;
/** So many bytes come out in a microsecond. */
const INFLATED_PER_US = 650;

/** Microseconds of what is done at once, of all calls together, before everybody else gets a turn. */
const turn = new TurnBudget(5_000);

/** Compresses a message: a small one at once, while there is time in this turn; else on a thread of the runtime's pool. */
export function compress(bytes: Uint8Array): Buffer | Promise<Buffer> {
  if (bytes.length <= SMALL_BYTES && turn.spend(COMPRESS_US)) return gzipSync(bytes);
  return new Promise((resolve, reject) => {
    gzip(bytes, (error, compressed) => {
      if (error === null) resolve(compressed);
      else reject(error);
    });
  });
}

/**
 * Inflates a message: at once what is small and stays so, while there is time in this turn; else on a thread of the
 * runtime's pool. It stops as soon as more comes out than may. Never throws: it rejects with a `BadMessageError`, too
 * large, malformed, cut off, or with bytes behind its end.
 */
export function inflate(bytes: Uint8Array, limits: InflateLimits): Buffer | Promise<Buffer> {
  const { maxBytes, maxInflateRatio } = limits;
  if (bytes.length <= SMALL_BYTES && turn.spend(INFLATE_US)) {
    const inflated = inflateAtOnce(bytes, Math.min(maxBytes, FREE_BYTES));
    if (inflated !== undefined) return inflated;
  }
  return inflateOnThread(bytes, Math.min(maxBytes, Math.max(FREE_BYTES, bytes.length * maxInflateRatio)));
}

/** `undefined` for whatever is not one good message of up to `limit` bytes: a thread finds out what it is. */
function inflateAtOnce(bytes: Uint8Array, limit: number): Buffer | undefined {
  try {
    const inflated: unknown = gunzipSync(bytes, { maxOutputLength: limit, info: true });
    if (!isInflated(inflated) || inflated.engine.bytesWritten < bytes.length) return undefined;
    turn.spend(inflated.buffer.length / INFLATED_PER_US);
    return inflated.buffer;
  } catch {
    turn.spend(limit / INFLATED_PER_US);
    return undefined;
  }
}

/** What zlib gives with the option `info`, of which its types know nothing. */
interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten`: bytes that were taken of the message. */
  readonly engine: { readonly bytesWritten: number };
}

function isInflated(value: unknown): value is Inflated {
  return typeof value === "object" && value !== null && "engine" in value;
}

function inflateOnThread(bytes: Uint8Array, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    const chunks: Buffer[] = [];
    let length = 0;
    gunzip
      .on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length <= limit) return;
        reject(new BadMessageError("too-large", `${bytes.length} compressed bytes become more than ${limit}`));
        gunzip.destroy();
      })
      .on("error", (error) => reject(new BadMessageError("malformed", `no gzip: ${error.message}`, error)))
      .on("end", () => {
        const left = bytes.length - gunzip.bytesWritten;
        if (left > 0) reject(new BadMessageError("malformed", `${left} bytes behind the end of the gzip`));
        else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
      })
      .end(bytes);
  });
}
