// `@grpc/grpc-js` with protobufjs' static code.

import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { runServer } from "../../load/server-program.ts";
import type { bench } from "../../protobuf-gen/protobufjs.js";
import { benchService, streamService } from "./service.ts";
import { streamHandlers } from "./streams.ts";

type EchoRequest = bench.EchoRequest.$Properties;
type EchoResponse = bench.EchoResponse.$Properties;
type Nested = bench.Nested.$Properties;

runServer(async () => {
  const server = new Server();
  server.addService(benchService, {
    echo: ({ request }: ServerUnaryCall<EchoRequest, EchoResponse>, reply: sendUnaryData<EchoResponse>) =>
      reply(null, { message: request.message ?? "" }),
    echoNested: ({ request }: ServerUnaryCall<Nested, Nested>, reply: sendUnaryData<Nested>) => reply(null, request),
  });
  server.addService(streamService, { ...streamHandlers });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
    error === null ? resolve(port) : reject(error),
  );
  return `127.0.0.1:${await promise}`;
});
