// `node:http2` alone: one session, messages as bytes, the status read from the trailers, no codec and no promise for a
// call. What a gRPC library on `node:http2` can come near to at best.

import { connect } from "node:http2";
import { runClient } from "../../load/client-program.ts";
import { echoMessage } from "../../load/echo-message.ts";
import type { Exchange } from "../../load/exchange.ts";
import { prefixedMessage, requestHeaders } from "./echo-call.ts";

runClient((_variant, { address }) => {
  const session = connect(`http://${address}`);
  return {
    exchange(payload): Exchange {
      if (payload.kind !== "echo") throw new Error("only an echo is passed through as bytes");
      const message = prefixedMessage(echoMessage(payload.bytes));
      return {
        start(done, failed, verify) {
          const stream = session.request(requestHeaders);
          const chunks: Buffer[] = [];
          let status: unknown;
          stream.on("trailers", (trailers) => {
            status = trailers["grpc-status"];
          });
          stream.on("data", (chunk: Buffer) => chunks.push(chunk));
          stream.on("error", failed);
          stream.on("end", () => {
            if (status !== "0") failed(new Error(`the status is ${status}`));
            else if (verify && !Buffer.concat(chunks).equals(message)) failed(new Error("the answer is wrong"));
            else done();
          });
          stream.end(message);
        },
      };
    },
  };
});
