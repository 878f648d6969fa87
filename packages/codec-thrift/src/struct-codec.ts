import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";

/** Writes and reads the structs of one type. `depth` is how many levels may be opened, the struct itself included. */
export interface StructCodec {
  write(value: unknown, out: ByteWriter, depth: number): void;
  read(input: ByteReader, depth: number): unknown;
}
