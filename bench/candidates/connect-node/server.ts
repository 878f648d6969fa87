// `@connectrpc/connect-node` with `@bufbuild/protobuf`, over HTTP/2.

import { createServer } from "node:http2";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { runServer } from "../../load/server-program.ts";
import { Bench } from "../../protobuf-gen/bench_pb.ts";

runServer(async () => {
  const routes = (router: ConnectRouter): void => {
    router.service(Bench, { echo: ({ message }) => ({ message }), echoNested: (request) => request });
  };
  // A thousand calls of 256 KiB each wait on one connection; nobody else compresses.
  const server = createServer({ maxSessionMemory: 1000 }, connectNodeAdapter({ routes, acceptCompression: [] }));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("not listening on a port"));
    else resolve(address.port);
  });
  return `127.0.0.1:${await promise}`;
});
