import { createGunzip, gzip } from "node:zlib";
import { BadMessageError } from "./bad-message.ts";

/** What a compressed message may become. */
export interface InflateLimits {
  readonly maxBytes: number;
  /** How many times its size, once it is larger than 64 KiB; zlib's worst is about 1,030. */
  readonly maxInflateRatio: number;
}

/** So much may come out of any message, however small it came in. */
const FREE_BYTES = 65_536;

/** Compresses a message, on a thread of the runtime's pool. */
export function compress(bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(bytes, (error, compressed) => {
      if (error === null) resolve(compressed);
      else reject(error);
    });
  });
}

/**
 * Inflates a message, on a thread of the runtime's pool. It stops as soon as more comes out than may. Rejects with a
 * `BadMessageError`: too large, malformed, cut off, or with bytes behind its end.
 */
export function inflate(bytes: Uint8Array, { maxBytes, maxInflateRatio }: InflateLimits): Promise<Buffer> {
  const limit = Math.min(maxBytes, Math.max(FREE_BYTES, bytes.length * maxInflateRatio));
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
