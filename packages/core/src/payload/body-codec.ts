import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { Result } from "./result.ts";

/** Writes and reads the body of one kind of message. `depth` is how many levels may still be opened. */
export interface BodyCodec<Output = unknown, Input = Output> {
  write(value: Input, out: ByteWriter, depth: number): void;
  read(input: ByteReader, depth: number): Output;
}

/** Writes and reads what comes back from a method: its value, or an exception that its IDL declares. */
export interface ResultCodec<Output = unknown, Input = Output> {
  write(outcome: Result<Input, unknown>, out: ByteWriter, depth: number): void;
  /** `undefined` when a value was due and neither it nor a declared exception is there. */
  read(input: ByteReader, depth: number): Result<Output, unknown> | undefined;
  /** Whether the method's IDL declares exceptions like this error. */
  declares(error: unknown): boolean;
}
