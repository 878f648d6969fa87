import { logVerbosity, setLogVerbosity } from "@grpc/grpc-js";
import type { Peer } from "../peers/peer.ts";
import { Calls } from "./calls.ts";
import { GrpcJsLibrary } from "./grpc-js-client.ts";
import { serveGrpcJs } from "./grpc-js-server.ts";

/** The client and the server of @grpc/grpc-js, in this process. */
export const grpcJsPeer: Peer = {
  serve: (options) => {
    quieten();
    return serveGrpcJs(options);
  },
  dial: async (options) => {
    quieten();
    return new Calls(new GrpcJsLibrary(options));
  },
};

/** It writes on the standard error what its callers are told too. */
function quieten(): void {
  setLogVerbosity(logVerbosity.NONE);
}
