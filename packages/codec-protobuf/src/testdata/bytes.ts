import { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";

/** What a function writes. A small block makes the output cross blocks. */
export function written(write: (out: ByteWriter) => void, blockBytes: number = 64): Buffer {
  const out = new ByteWriter(blockBytes);
  write(out);
  return Buffer.concat(out.take());
}

/** A reader of bytes given as hex, where spaces and `// comments` to the end of a line do not count. */
export function readerOf(hex: string): ByteReader {
  return new ByteReader(bytesOf(hex));
}

/** Bytes given as hex, where spaces and `// comments` to the end of a line do not count. */
export function bytesOf(hex: string): Buffer {
  const digits = hex.replace(/\/\/.*$/gm, "").replace(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new TypeError(`not hex: ${digits}`);
  return Buffer.from(digits, "hex");
}
