import { createGunzip, gzip } from "node:zlib";
import { BadMessageError } from "./bad-message.ts";

/** What a message may inflate to for each of its bytes once it is larger than `FREE_BYTES`; zlib's worst is about 1,030. */
const MAX_RATIO = 200;

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
 * Inflates a message of at most `maxBytes`, on a thread of the runtime's pool. It stops as soon as more comes out, or
 * more than 200 times what came in. Rejects with a `BadMessageError`: too large, malformed, cut off, or with bytes behind
 * its end.
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Promise<Buffer> {
  const limit = Math.min(maxBytes, Math.max(FREE_BYTES, bytes.length * MAX_RATIO));
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
