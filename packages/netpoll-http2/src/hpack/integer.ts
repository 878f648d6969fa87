import type { ByteWriter } from "@kitex-ts/netpoll/buffer";

/** The first byte of an integer: what its high bits say, and how many bits are left for the number. */
export interface Prefix {
  readonly high: number;
  readonly bits: number;
}

/** Appends `value` (below 2^31) in the bits that `prefix` leaves and as many bytes more as it needs: RFC 7541 section 5.1. */
export function writeInteger(out: ByteWriter, prefix: Prefix, value: number): void {
  const most = (1 << prefix.bits) - 1;
  if (value < most) {
    out.writeByte(prefix.high | value);
    return;
  }
  out.writeByte(prefix.high | most);
  let left = value - most;
  for (; left > 0x7f; left >>>= 7) out.writeByte(0x80 | (left & 0x7f));
  out.writeByte(left);
}
