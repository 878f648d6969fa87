import type { Peer } from "../peers/peer.ts";
import { Calls } from "./calls.ts";
import { GrpcJsLibrary } from "./grpc-js-client.ts";
import { serveGrpcJs } from "./grpc-js-server.ts";

/** The client and the server of @grpc/grpc-js, in this process. */
export const grpcJsPeer: Peer = {
  serve: (options) => serveGrpcJs(options),
  dial: async (options) => new Calls(new GrpcJsLibrary(options)),
};
