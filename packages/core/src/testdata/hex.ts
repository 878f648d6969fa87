import { ByteWriter } from "@kitex-ts/netpoll/buffer";

/** Bytes from lines of hex digits; what stands behind `|` is a comment. */
export function hex(text: string): Buffer {
  const digits = text
    .split("\n")
    .map((line) => line.split("|", 1)[0]?.replaceAll(" ", "") ?? "")
    .join("");
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new Error(`no hex bytes: ${digits}`);
  return Buffer.from(digits, "hex");
}

/** What `write` appends. */
export function written(write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter();
  write(out);
  return Buffer.concat(out.take());
}
