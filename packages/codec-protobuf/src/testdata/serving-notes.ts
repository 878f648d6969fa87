import { createServer, type Server } from "@kitex-ts/core";
import { Notes } from "./kitex-gen/adapted/v1/adapted/service.ts";

/** A server of the service `adapted.v1.Notes`, which `prepare` may add to before it listens. Ends with the test. */
export interface ServingNotes extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
}

/** Starts one. */
export async function serveNotes(prepare: (server: Server) => void): Promise<ServingNotes> {
  const server = createServer({ port: 0, host: "127.0.0.1", exitWaitMs: 20_000 });
  prepare(server);
  server.register(Notes, {
    echoNote: (request) => request,
    countDown: (request) => [request],
    join: () => ({}),
    echoAll: (requests) => requests,
    close_: () => ({}),
  });
  const { port = 0 } = await server.listen();
  return { server, port, [Symbol.asyncDispose]: () => server.close() };
}
