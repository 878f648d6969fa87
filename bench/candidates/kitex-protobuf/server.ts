// This project's server of bench.proto and stream.proto as an application has it: one port for gRPC and for Kitex
// Protobuf, every default but the number of streams.

import { createServer } from "@kitex-ts/core";
import { grpcServer } from "@kitex-ts/core/grpc";
import { Bench } from "../../kitex-gen/bench/service.ts";
import { BenchStream } from "../../kitex-gen/bench/stream/service.ts";
import { echoMessage } from "../../load/echo-message.ts";
import { runServer } from "../../load/server-program.ts";
import { countOf, repeated } from "../../load/streamed.ts";

/** More than are ever open and idle on one connection. */
const MAX_STREAMS = 20_000;

runServer(async () => {
  const server = createServer({
    port: 0,
    host: "127.0.0.1",
    protocols: [grpcServer({ maxConcurrentStreams: MAX_STREAMS })],
  })
    .register(Bench, { echo: ({ message }) => ({ message }), echoNested: (request) => request })
    .register(BenchStream, {
      send: ({ messages, bytes }) => repeated({ message: echoMessage(bytes) }, messages),
      collect: async (requests) => ({ messages: await countOf(requests) }),
      chat: (requests) => requests,
    });
  const { port } = await server.listen();
  return `127.0.0.1:${port}`;
});
