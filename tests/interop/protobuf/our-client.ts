import {
  type CallOptions,
  type Client,
  createClient,
  ErrorCode,
  framed,
  isBizStatusError,
  isKitexError,
  silentLogger,
  ttheader,
} from "@kitex-ts/core";
import { type CallingLibrary, Calls, type RequestMessage, type ResponseMessage } from "../../grpc/foreign/calls.ts";
import type { EchoClient } from "../../grpc/kitex-gen/interop/echo/client.ts";
import { Echo } from "../../grpc/kitex-gen/interop/echo/service.ts";
import type { DialedPeer, Outcome } from "../../grpc/peers/peer.ts";
import type { ProtobufWay } from "./way.ts";

/** Our client of the service in echo.proto at `address`, on Kitex's own wire. */
export function dialOurs(address: string, { transport, connection }: ProtobufWay): DialedPeer {
  const client = createClient(Echo, {
    destination: "interop.echo",
    serviceName: "ours.client",
    hostPorts: [address],
    transport: transport === "framed" ? framed() : ttheader(),
    connection,
    logger: silentLogger,
  });
  return new Calls(new KitexWire(client));
}

class KitexWire implements CallingLibrary {
  readonly #client: Client<EchoClient>;

  constructor(client: Client<EchoClient>) {
    this.#client = client;
  }

  async *begin(
    method: string,
    requests: AsyncIterable<RequestMessage>,
    { timeoutMs, signal, meta, onBackward }: CallOptions,
  ): AsyncGenerator<ResponseMessage> {
    if (method !== "Unary") throw new Error(`${method} is no unary method`);
    for await (const request of requests) {
      yield await this.#client.unary(request, { timeoutMs, signal, meta, onBackward });
      return;
    }
  }

  outcomeOf(error: unknown): Outcome {
    if (isBizStatusError(error)) {
      return { kind: "business", code: error.status, message: error.message, extra: Object.fromEntries(error.extra) };
    }
    if (!isKitexError(error)) throw error;
    if (error.code === ErrorCode.RpcTimeout) return { kind: "timeout", message: error.message };
    if (error.typeId !== undefined) return { kind: "remote", code: error.typeId, message: error.message };
    return { kind: "failure", message: `${error.code}: ${error.message}` };
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
