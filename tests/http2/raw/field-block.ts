/** Name and value. */
export type Field = readonly [name: string, value: string];

/** A field block in which every field is a literal without indexing and without Huffman coding: no table is touched. */
export function fieldBlock(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.map((field) => literal(0x00, field)));
}

/** A literal that both tables remember (RFC 7541 section 6.2.1). */
export function indexedLiteral(field: Field): Buffer {
  return literal(0x40, field);
}

function literal(first: number, [name, value]: Field): Buffer {
  return Buffer.concat([Buffer.of(first), text(name), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(0x00, 7, bytes.length), bytes]);
}

/** An integer with a prefix of so many bits (RFC 7541 section 5.1); `pattern` is what stands before the prefix. */
function integer(pattern: number, bits: number, value: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.of(pattern | value);
  const bytes = [pattern | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A dynamic table size update (RFC 7541 section 6.3). */
export function tableSizeUpdate(bytes: number): Buffer {
  return integer(0x20, 5, bytes);
}

/**
 * The status that a response's field block begins with, as far as it is one of the static table's (RFC 7541 appendix A);
 * `undefined` for a status that is written out.
 */
export function statusOf(block: Buffer): number | undefined {
  let at = 0;
  // Table size updates come first; what is above 30 takes further bytes.
  while (((block[at] ?? 0) & 0xe0) === 0x20) {
    const long = ((block[at] ?? 0) & 0x1f) === 0x1f;
    at += 1;
    if (long) while (((block[at++] ?? 0) & 0x80) !== 0);
  }
  return [200, 204, 206, 304, 400, 404, 500][(block[at] ?? 0) - 0x88];
}
