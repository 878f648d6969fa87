import type { ServerTransHandler } from "../server-trans-handler.ts";
import type { ClientTransport } from "../trans-handler.ts";
import { grpcServer } from "./grpc-server.ts";
import { grpc } from "./grpc-transport.ts";

/** gRPC with its defaults: what generated services bring along for their streams. */
export const grpcProtocol: { readonly client: ClientTransport; readonly server: ServerTransHandler } = {
  client: grpc(),
  server: grpcServer(),
};
