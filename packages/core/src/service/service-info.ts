import type { MethodInfo } from "../payload/method-info.ts";
import type { PayloadCodec } from "../payload/payload-codec.ts";
import type { CarriedProtocol } from "./carried-protocol.ts";
import type { ClientCall } from "./client-call.ts";
import type { HandlerTable } from "./handler-table.ts";

/**
 * Facts of a service that generated code states and clients and servers use.
 *
 * `Client` is the interface that `createClient` gives, `Handler` the one that `register` takes.
 */
export interface ServiceInfo<Client = unknown, Handler = unknown> {
  readonly name: string;
  readonly payloadCodec: PayloadCodec;
  /** What stands before `name` in a gRPC path, without the dot; empty for none. */
  readonly packageName: string;
  /** The protocol that the service brings along for what Kitex's own wire does not carry, its streams above all. */
  readonly carrier: CarriedProtocol | undefined;
  /** Serialized `FileDescriptorProto`s, imported files first; `undefined` for a service that no .proto describes. */
  readonly descriptors: (() => readonly Uint8Array[]) | undefined;
  readonly methods: ReadonlyMap<string, MethodInfo>;
  /** The contract between generated code and core that this code was written for. */
  readonly codegen: number;
  /** The version of the tool that wrote it. */
  readonly tool: string;
  client(call: ClientCall): Client;
  handlers(handler: Handler): HandlerTable;
}
