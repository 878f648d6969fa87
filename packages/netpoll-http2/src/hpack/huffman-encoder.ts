import type { ByteWriter } from "@kitex-ts/netpoll/buffer";
import { codeBits, codes } from "./huffman-code.ts";

/** As `codeBits` and `codes`, for each Latin-1 character. */
const bitsOf = Uint8Array.from(codeBits.slice(0, 256));
const codeOf = Uint32Array.from(codes.slice(0, 256));

/** Bytes that `text` (Latin-1) takes when it is coded; NaN when it has a character above U+00FF. */
export function huffmanLength(text: string): number {
  let bits = 0;
  // `undefined` for what is not Latin-1 makes the sum NaN.
  for (let i = 0; i < text.length; i++) bits += bitsOf[text.charCodeAt(i)] as number;
  return Math.ceil(bits / 8);
}

/** Appends `text` (Latin-1) coded, filled up with ones to a whole byte. */
export function writeHuffman(out: ByteWriter, text: string): void {
  // The low `bits` bits, seven at most, wait for the rest of their byte.
  let waiting = 0;
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const code = codeOf[unit] as number;
    // A byte is put together from what waits and the code's first bits; then from eight bits of the code at a time.
    let left = bitsOf[unit] as number;
    for (; bits + left >= 8; bits = 0) {
      left -= 8 - bits;
      out.writeByte((waiting << (8 - bits)) | (code >>> left));
    }
    waiting = bits === 0 ? code : (waiting << left) | code;
    bits += left;
  }
  if (bits > 0) out.writeByte((waiting << (8 - bits)) | (0xff >>> bits));
}
