// The limit: `node:net` alone. Whole frames go back as they came, those of one read in one write.

import { type AddressInfo, createServer } from "node:net";
import { runServer } from "../../load/server-program.ts";
import { FrameSplitter } from "./frame-splitter.ts";

runServer(async () => {
  const server = createServer({ noDelay: true }, (socket) => {
    const frames = new FrameSplitter();
    socket.on("data", (chunk) => {
      const { whole } = frames.split(chunk);
      if (whole.length > 0) socket.write(whole);
    });
    // A client that ends takes its connection along.
    socket.on("error", () => socket.destroy());
  });
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("not listening on a port"));
    else resolve(address);
  });
  return `127.0.0.1:${(await promise).port}`;
});
