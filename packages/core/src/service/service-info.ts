import type { ByteReader, ByteWriter } from "@kitex-ts/netpoll/buffer";
import type { ClientCall } from "./client-call.ts";
import type { HandlerTable } from "./handler-table.ts";
import type { PayloadCodec } from "./payload-codec.ts";
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

/** One method of a service, as the framework needs it. */
export interface MethodInfo {
  readonly service: string;
  /** The name in the IDL and on the wire. */
  readonly name: string;
  /** A oneway method has no answer: its call settles when the request was written. */
  readonly oneway: boolean;
  readonly args: BodyCodec;
  readonly result: ResultCodec;
}

/**
 * Facts of a service that generated code states and clients and servers use.
 *
 * `Client` is the interface that `createClient` gives, `Handler` the one that `register` takes.
 */
export interface ServiceInfo<Client = unknown, Handler = unknown> {
  readonly name: string;
  readonly payloadCodec: PayloadCodec;
  readonly methods: ReadonlyMap<string, MethodInfo>;
  /** The contract between generated code and core that this code was written for. */
  readonly codegen: number;
  /** The version of the tool that wrote it. */
  readonly tool: string;
  client(call: ClientCall): Client;
  handlers(handler: Handler): HandlerTable;
}
