// `node:http2` alone: answers a gRPC call with the bytes it came with and a status in trailers, and decodes nothing.

import { createServer } from "node:http2";
import { runServer } from "../../load/server-program.ts";

runServer(async () => {
  const server = createServer();
  server.on("stream", (stream) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const [first] = chunks;
      stream.end(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
    });
    // A client that ends takes its streams along.
    stream.on("error", () => stream.destroy());
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("not listening on a port"));
    else resolve(address.port);
  });
  return `127.0.0.1:${await promise}`;
});
