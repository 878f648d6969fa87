// Apache's npm `thrift`: framed binary, code of Apache's compiler.

import type { AddressInfo } from "node:net";
import thrift from "thrift";
import { runServer } from "../../load/server-program.ts";
import Bench from "../../thrift-gen/Bench.js";
import type { EchoRequest, Nested } from "../../thrift-gen/bench_types.js";

runServer(async () => {
  const handler = {
    echo: (request: EchoRequest) => request,
    echoNested: (request: Nested) => request,
  };
  const options = { transport: thrift.TFramedTransport, protocol: thrift.TBinaryProtocol };
  const server = thrift.createServer(Bench.Processor, handler, options);
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("not listening on a port"));
    else resolve(address);
  });
  return `127.0.0.1:${(await promise).port}`;
});
