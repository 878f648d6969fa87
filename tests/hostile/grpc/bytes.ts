// gRPC's and Protobuf's bytes, right and wrong, written here anew: a test does not believe the code it tests.

/** A message behind its prefix; `length` is what the prefix states where that is a lie. */
export function message(body: Buffer | string, flag = 0, length?: number): Buffer {
  const bytes = Buffer.from(body);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length ?? bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** Protobuf's wire types. */
export const Wire = { varint: 0, fixed64: 1, delimited: 2, group: 3, endGroup: 4, fixed32: 5 } as const;

/** A field's tag. */
export function tag(number: number, wireType: number): Buffer {
  return varint(number * 8 + wireType);
}

/** A varint in as few bytes as it takes. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A field with a length before it; `length` is what it states where that is a lie. */
export function delimited(number: number, body: Buffer | string, length?: number): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([tag(number, Wire.delimited), varint(length ?? bytes.length), bytes]);
}

/** The same bytes so many times. */
export function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes);
}

/** Messages in messages in messages, each the field `number` of the one around it. */
export function nested(number: number, levels: number): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < levels; level++) {
    const head = Buffer.concat([tag(number, Wire.delimited), varint(length)]);
    pieces.push(head);
    length += head.length;
  }
  return Buffer.concat(pieces.reverse());
}

export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}
