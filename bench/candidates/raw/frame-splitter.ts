const LENGTH_BYTES = 4;

/** Finds whole frames, each a length of four bytes (big-endian) and so many bytes, in what a socket reads. */
export class FrameSplitter {
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Bytes from which on it is worth looking; spares gathering the pieces of a large frame at every read. */
  #needed = LENGTH_BYTES;

  /** The bytes of all frames that are whole with `chunk`, in one piece, and how many frames they are. */
  split(chunk: Buffer): { readonly whole: Buffer; readonly count: number } {
    let bytes = chunk;
    if (this.#restLength > 0) {
      this.#rest.push(chunk);
      this.#restLength += chunk.length;
      if (this.#restLength < this.#needed) return { whole: chunk.subarray(0, 0), count: 0 };
      bytes = Buffer.concat(this.#rest, this.#restLength);
    }
    let end = 0;
    let count = 0;
    let needed = LENGTH_BYTES;
    while (end + LENGTH_BYTES <= bytes.length) {
      const frame = LENGTH_BYTES + bytes.readUInt32BE(end);
      if (end + frame > bytes.length) {
        needed = frame;
        break;
      }
      end += frame;
      count++;
    }
    this.#needed = needed;
    this.#restLength = bytes.length - end;
    this.#rest = this.#restLength === 0 ? [] : [bytes.subarray(end)];
    return { whole: bytes.subarray(0, end), count };
  }
}
