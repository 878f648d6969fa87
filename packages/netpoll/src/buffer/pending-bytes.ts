/**
 * The bytes that arrived and belong to no frame so far, for looking at only.
 *
 * Looking onwards from offset to offset costs the same for each byte, however many chunks they arrived in.
 */
export interface PendingBytes {
  readonly length: number;

  /** The byte at `offset`, 0 to 255. Throws a `RangeError` behind the last byte. */
  u8(offset: number): number;

  /** The big-endian unsigned 32-bit integer at `offset`. Throws a `RangeError` when it is not all there. */
  u32(offset: number): number;
}

/**
 * Says how long the frame is that starts at offset 0, its own header included; `undefined` asks for more bytes.
 *
 * It may keep state (one per connection): it is asked again with more bytes of the same frame until it answers, and
 * then about the next frame. It throws when the bytes are no frame, which closes the connection.
 */
export type FrameLength = (pending: PendingBytes) => number | undefined;
